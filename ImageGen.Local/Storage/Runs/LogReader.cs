namespace ImageGen.Local.Storage.Runs;

/// <summary>Reads events from a log's file.</summary>
internal static class LogReader
{
    /// <summary>The events behind <paramref name="after"/>, up to <paramref name="limit"/>; damaged lines are left out.</summary>
    public static ImmutableArray<LoggedEvent> Read(string path, LogPosition after, long limit, int max)
    {
        if (after.Value >= limit || max <= 0)
        {
            return [];
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var lines = new LineReader(file, Math.Max(0, after.Value - 1), limit);
        if (after.Value > 0)
        {
            // Also right for a position within a line: the next line follows.
            lines.TryRead(out _);
        }

        var events = ImmutableArray.CreateBuilder<LoggedEvent>();
        var complete = 0;
        while (complete < max && lines.TryRead(out var line))
        {
            if (LogFrame.TryRead(line, out var more, out var json))
            {
                events.Add(new LoggedEvent(new LogPosition(lines.End), RunEvents.Read(json, path)));
                complete = more == 0 ? events.Count : complete;
            }
        }

        events.Count = Math.Min(complete, max);
        return events.DrainToImmutable();
    }
}
