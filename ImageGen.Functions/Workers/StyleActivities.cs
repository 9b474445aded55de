namespace ImageGen.Functions.Workers;

/// <summary>Counts this worker's activities of a style, and knows when the last one ended.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class StyleActivities(TimeProvider time)
{
    private readonly Lock _guard = new();
    private int _count;
    private DateTimeOffset _ended = time.GetUtcNow();

    /// <summary>Begins an activity, which ends when the result is disposed of.</summary>
    public IDisposable StartActivity()
    {
        lock (_guard)
        {
            _count++;
        }

        return new Activity(this);
    }

    /// <summary>True when there is none, and has been none since an instant.</summary>
    public bool IsOver(DateTimeOffset since)
    {
        lock (_guard)
        {
            return _count == 0 && _ended < since;
        }
    }

    private void EndActivity()
    {
        lock (_guard)
        {
            _count--;
            _ended = time.GetUtcNow();
        }
    }

    private sealed class Activity(StyleActivities activities) : IDisposable
    {
        public void Dispose() => activities.EndActivity();
    }
}
