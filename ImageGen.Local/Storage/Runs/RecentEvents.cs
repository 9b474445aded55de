namespace ImageGen.Local.Storage.Runs;

/// <summary>
/// The last events of one log, as they were appended: after every append its readers want exactly these, and should not have to open, read
/// and parse the file for what was in memory a moment ago. Guarded by its owner.
/// </summary>
internal sealed class RecentEvents
{
    private const int Most = 512;

    private readonly List<LoggedEvent> _events = [];

    /// <summary>Where the first of them begins.</summary>
    private long _from;

    /// <summary>
    /// Takes in an append that was written at <paramref name="start"/>; <paramref name="ends"/> are the ends of its lines, counted from
    /// there.
    /// </summary>
    public void Add(long start, ImmutableArray<RunEvent> events, ReadOnlySpan<int> ends)
    {
        if (_events.Count == 0 || _events[^1].Position.Value != start)
        {
            _events.Clear();
            _from = start;
        }

        for (var i = 0; i < events.Length; i++)
        {
            _events.Add(new LoggedEvent(new LogPosition(start + ends[i]), events[i]));
        }

        if (_events.Count > 2 * Most)
        {
            var surplus = _events.Count - Most;
            _from = _events[surplus - 1].Position.Value;
            _events.RemoveRange(0, surplus);
        }
    }

    /// <summary>False when not all of what is behind <paramref name="after"/> is here.</summary>
    public bool TryRead(LogPosition after, int max, out ImmutableArray<LoggedEvent> events)
    {
        events = [];
        if (_events.Count == 0)
        {
            return false;
        }

        var first = after.Value == _from ? 0 : IndexOf(after) + 1;
        if (first == 0 && after.Value != _from)
        {
            return false;
        }

        events = [.. _events.Skip(first).Take(max)];
        return true;
    }

    /// <summary>The appends that it knows may not hold.</summary>
    public void Clear() => _events.Clear();

    /// <summary>The event that ends at <paramref name="position"/>; -1: none does.</summary>
    private int IndexOf(LogPosition position)
    {
        var (low, high) = (0, _events.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = _events[middle].Position.CompareTo(position);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
