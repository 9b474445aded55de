namespace ImageGen.Export.Pdf;

/// <summary>Where a line may end: behind spaces and hyphens, and between the letters of scripts that do without spaces.</summary>
internal static class LineBreaks
{
    // Marks that must not begin a line in Chinese and Japanese.
    private const string Closing = "、。，．：；？！）］｝〉》」』】〕’”…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ";

    /// <summary>The text in parts that stay together.</summary>
    public static IEnumerable<string> Parts(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        var part = new StringBuilder();
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (part.Length > 0 && Closing.Contains(element[0], StringComparison.Ordinal))
            {
                part.Append(element);
                continue;
            }

            if (part.Length > 0 && CanBreak(LastOf(part), element))
            {
                yield return part.ToString();
                part.Clear();
            }

            part.Append(element);
        }

        if (part.Length > 0)
        {
            yield return part.ToString();
        }
    }

    private static Rune LastOf(StringBuilder part) =>
        Rune.DecodeLastFromUtf16(
            part.ToString(Math.Max(0, part.Length - 2), Math.Min(2, part.Length)),
            out var rune,
            out _) == System.Buffers.OperationStatus.Done
            ? rune
            : Rune.ReplacementChar;

    private static bool CanBreak(Rune before, string element)
    {
        Rune.DecodeFromUtf16(element, out var next, out _);
        return !Rune.IsWhiteSpace(next)
            && (Rune.IsWhiteSpace(before) || before.Value is '-' or 0x2013 or 0x2014 or 0x200B || IsUnspaced(before) || IsUnspaced(next));
    }

    private static bool IsUnspaced(Rune rune) => rune.Value switch
    {
        >= 0x0E01 and <= 0x0EDF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17D3 => true,
        >= 0x2E80 and <= 0x2FFF or >= 0x3041 and <= 0x30FF or >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF
            or >= 0x20000 and <= 0x3FFFF => true,
        _ => false,
    };
}
