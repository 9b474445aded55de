using System.Text.Json;
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
            events.Add(new LoggedEvent(at.Position, Parse(bytes[..length], at)));
            bytes = bytes[(length + 1)..];
        }

        return at;
    }

    private static RunEvent Parse(ReadOnlySpan<byte> line, LogPlace at)
    {
        try
        {
            return ImageGenJson.Read<RunEvent>(line);
        }
        catch (JsonException e)
        {
            throw new UserException(
                $"The run's log holds a line that cannot be read, in file {at.File} before byte {at.Offset}. It was changed by hand, or is newer than this program.", e);
        }
    }
}
