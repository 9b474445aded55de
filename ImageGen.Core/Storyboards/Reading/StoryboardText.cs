using System.Buffers.Binary;

namespace ImageGen.Core.Storyboards.Reading;

/// <summary>
/// Finds the JSON in what tools write around it: UTF-16, a code fence, a JavaScript module. What is around it becomes white space, so that
/// lines and columns stay those of the file.
/// </summary>
internal static class StoryboardText
{
    private static ReadOnlySpan<byte> Space => " \t\r\n"u8;

    /// <summary>The JSON in UTF-8, with a note for each thing that was taken off. Text that needs nothing is returned as it is.</summary>
    public static ReadOnlyMemory<byte> JsonOf(ReadOnlyMemory<byte> text, FaultList faults)
    {
        text = Utf8Of(text, faults);
        var content = text.Span.StartsWith("\uFEFF"u8) ? text.Span[3..] : text.Span;
        content = content.TrimStart(Space);
        if (content.IsEmpty || content[0] is (byte)'{' or (byte)'[' or (byte)'"')
        {
            return text;
        }

        if (content.IndexOf("```"u8) is var fence and >= 0)
        {
            var start = text.Length - content.Length + fence;
            var behind = text.Span[start..];
            var lineEnd = behind.IndexOf((byte)'\n');
            var end = lineEnd < 0 ? -1 : behind[lineEnd..].IndexOf("```"u8);
            if (end >= 0)
            {
                faults.Note("The JSON inside the code fence (```) was read.");
                return Only(text, start + lineEnd, start + lineEnd + end);
            }
        }

        return ModuleOf(text, content, faults);
    }

    /// <summary><c>export default [...];</c> and <c>export const prompts = [...];</c>, as a JavaScript module has them.</summary>
    private static ReadOnlyMemory<byte> ModuleOf(ReadOnlyMemory<byte> text, ReadOnlySpan<byte> content, FaultList faults)
    {
        if (!content.StartsWith("export "u8) && !content.StartsWith("const "u8) && !content.StartsWith("module.exports"u8))
        {
            return text;
        }

        var start = content.IndexOfAny((byte)'[', (byte)'{');
        var end = content.LastIndexOfAny((byte)']', (byte)'}');
        if (start < 0 || end < start)
        {
            return text;
        }

        faults.Note("The JSON in the JavaScript module was read; nothing of it was executed.");
        var offset = text.Length - content.Length;
        return Only(text, offset + start, offset + end + 1);
    }

    private static ReadOnlyMemory<byte> Utf8Of(ReadOnlyMemory<byte> text, FaultList faults)
    {
        var bytes = text.Span;
        if (bytes.Length < 4 || bytes.Length % 2 != 0)
        {
            return text;
        }

        // Without a mark, the zero byte beside the first bracket tells.
        Encoding? encoding = BinaryPrimitives.ReadUInt16BigEndian(bytes) switch
        {
            0xFFFE => Encoding.Unicode,
            0xFEFF => Encoding.BigEndianUnicode,
            0x7B00 or 0x5B00 => Encoding.Unicode,
            0x007B or 0x005B => Encoding.BigEndianUnicode,
            _ => null,
        };
        if (encoding is null)
        {
            return text;
        }

        faults.Note("The text is UTF-16 and was read as such.");
        var decoded = encoding.GetString(bytes);
        return Encoding.UTF8.GetBytes(decoded.TrimStart('\uFEFF'));
    }

    private static byte[] Only(ReadOnlyMemory<byte> text, int from, int to)
    {
        var copy = text.ToArray();
        for (var i = 0; i < copy.Length; i++)
        {
            if ((i < from || i >= to) && copy[i] is not ((byte)'\n' or (byte)'\r'))
            {
                copy[i] = (byte)' ';
            }
        }

        return copy;
    }
}
