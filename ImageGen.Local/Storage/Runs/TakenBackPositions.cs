namespace ImageGen.Local.Storage.Runs;

/// <summary>
/// The positions of a log whose events were taken back after they could be read. They are not used again, so that no reader takes other
/// events for those.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TakenBackPositions
{
    private readonly List<(long From, long To)> _ranges = [];

    public void Add(long from, long to)
    {
        if (_ranges.Count > 0 && _ranges[^1].From == from)
        {
            _ranges.RemoveAt(_ranges.Count - 1);
        }

        _ranges.Add((from, to));
    }

    /// <summary>The last position that holds before a position that was taken back; null: it was not.</summary>
    public LogPosition? Before(LogPosition position) =>
        _ranges.FirstOrDefault(r => position.Value > r.From && position.Value <= r.To) is { To: > 0 } gone
            ? new LogPosition(gone.From)
            : null;

    /// <summary>A line without an event, from the end of the log to the end of what was taken back; empty where that is earlier.</summary>
    public ReadOnlySpan<byte> BlankFrom(long end)
    {
        var length = _ranges.Count == 0 ? 0 : _ranges.Max(r => r.To) - end;
        if (length <= 0)
        {
            return [];
        }

        var line = new byte[length];
        line.AsSpan(..^1).Fill((byte)' ');
        line[^1] = (byte)'\n';
        return line;
    }
}
