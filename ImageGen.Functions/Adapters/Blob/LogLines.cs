using ImageGen.Core.Base;
using ImageGen.Core.Runs;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Events as lines of JSON.</summary>
internal static class LogLines
{
    public static byte[] Write(ImmutableArray<RunEvent> events)
    {
        using var lines = new MemoryStream();
        foreach (var e in events)
        {
            lines.Write(ImageGenJson.Write(e));
            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    /// <summary>Reads whole lines, at most <paramref name="max"/>; gives the place behind the last one.</summary>
    /// <exception cref="UserException">A line is no event.</exception>
    public static LogPlace Read(ReadOnlySpan<byte> bytes, LogPlace start, int max, ImmutableArray<LoggedEvent>.Builder events)
    {
        var at = start;
        for (var taken = 0; taken < max && bytes.IndexOf((byte)'\n') is var length and >= 0; taken++)
        {
            at = at.Behind(length + 1);
            events.Add(new LoggedEvent(
                at.Position,
                RunEvents.Read(
                    bytes[..length], FormattableString.Invariant($"The run's log, in file {at.File} before byte {at.Offset},"))));
            bytes = bytes[(length + 1)..];
        }

        return at;
    }
}
