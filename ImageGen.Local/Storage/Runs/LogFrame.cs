using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageGen.Local.Storage.Runs;

/// <summary>
/// One line of a log: <c>{"sum":"1f0c9a3b","more":1,"event":{...}}</c>. The sum (CRC-32C) covers everything behind itself, so that a
/// torn or damaged line is never read as an event. <c>more</c> says how many lines of the same append follow, for an append is all or
/// nothing; it is left out when none does.
/// </summary>
internal static class LogFrame
{
    private const int SumStart = 8;
    private const int SumLength = 8;
    private const int BodyStart = SumStart + SumLength + 2;

    private static ReadOnlySpan<byte> Head => """{"sum":"00000000","""u8;

    private static ReadOnlySpan<byte> More => "\"more\":"u8;

    private static ReadOnlySpan<byte> Event => "\"event\":"u8;

    /// <summary>The lines of one append, each ending with a line feed; returns the end of each.</summary>
    public static int[] Write(ArrayBufferWriter<byte> lines, ImmutableArray<RunEvent> events)
    {
        var ends = new int[events.Length];
        for (var i = 0; i < events.Length; i++)
        {
            var start = lines.WrittenCount;
            lines.Write(Head);
            if (events.Length - 1 - i is > 0 and var more)
            {
                lines.Write(Encoding.ASCII.GetBytes($"\"more\":{more},"));
            }

            lines.Write(Event);
            lines.Write(ImageGenJson.Write(events[i]));
            lines.Write("}"u8);
            var line = MemoryMarshal.AsMemory(lines.WrittenMemory)[start..].Span;
            Utf8Formatter.TryFormat(Sum(line[BodyStart..]), line.Slice(SumStart, SumLength), out _, new StandardFormat('x', SumLength));
            lines.Write("\n"u8);
            ends[i] = lines.WrittenCount;
        }

        return ends;
    }

    /// <summary>True when a line (without its line feed) is whole; <paramref name="json"/> is the event.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out int more, out ReadOnlySpan<byte> json)
    {
        more = 0;
        json = default;
        if (line.Length <= BodyStart + Event.Length
            || !line.StartsWith(Head[..SumStart])
            || !line[(SumStart + SumLength)..BodyStart].SequenceEqual(Head[(SumStart + SumLength)..])
            || !Utf8Parser.TryParse(line.Slice(SumStart, SumLength), out uint sum, out var digits, 'x') || digits != SumLength
            || sum != Sum(line[BodyStart..]))
        {
            return false;
        }

        var body = line[BodyStart..^1];
        if (body.StartsWith(More))
        {
            if (!Utf8Parser.TryParse(body[More.Length..], out more, out digits))
            {
                return false;
            }

            body = body[(More.Length + digits + 1)..];
        }

        json = body.StartsWith(Event) ? body[Event.Length..] : default;
        return !json.IsEmpty;
    }

    /// <summary>True for a line that was blanked because it was damaged; it counts for nothing.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ') < 0;

    internal static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var b in bytes)
        {
            sum = BitOperations.Crc32C(sum, b);
        }

        return ~sum;
    }
}
