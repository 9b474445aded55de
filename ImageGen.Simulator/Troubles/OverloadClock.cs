namespace ImageGen.Simulator.Troubles;

/// <summary>Which overload a call falls into. Thread-safe.</summary>
internal sealed class OverloadClock(ImmutableArray<Overload> overloads, double speed)
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _first;

    /// <summary>The overload of <paramref name="project"/> at <paramref name="now"/>; null: it is served.</summary>
    public Overload? At(string project, DateTimeOffset now)
    {
        if (overloads.IsEmpty) return null;
        lock (_gate)
        {
            _first ??= now;
            var elapsed = (now - _first.Value) * speed;
            return overloads.FirstOrDefault(o => o.Covers(project, elapsed));
        }
    }
}
