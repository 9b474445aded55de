namespace ImageGen.Simulator.Troubles;

/// <summary>Which overload a call falls into. Thread-safe.</summary>
internal sealed class OverloadClock(SimulatorOptions options)
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _first;

    /// <summary>The overload of <paramref name="project"/> at <paramref name="now"/>; null: it is served.</summary>
    public Overload? At(string project, DateTimeOffset now)
    {
        if (options.Overloads.IsEmpty) return null;
        lock (_gate)
        {
            _first ??= now;
            var elapsed = (now - _first.Value) * options.Speed;
            return options.Overloads.FirstOrDefault(o => o.Covers(project, elapsed));
        }
    }
}
