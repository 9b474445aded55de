namespace ImageGen.Core.Api.Exports;

/// <summary>How long the words of a script take to be read aloud.</summary>
public static class ReadingTime
{
    /// <summary>The shortest beat, and one without words, in seconds.</summary>
    public const decimal Shortest = 2;

    // 150 words a minute; scripts that do not part words with spaces are counted by letter.
    private const decimal PerWord = 0.4m;
    private const decimal PerIdeograph = 0.25m;
    private const decimal PerSyllable = 0.15m;

    /// <summary>Seconds, to a tenth, never less than <see cref="Shortest"/>.</summary>
    public static decimal Of(string? phrase)
    {
        var seconds = 0m;
        var isInWord = false;
        foreach (var rune in (phrase ?? string.Empty).EnumerateRunes())
        {
            if (PerLetter(rune) is { } letter)
            {
                seconds += letter;
                isInWord = false;
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                seconds += isInWord ? 0 : PerWord;
                isInWord = true;
            }
            else if (Rune.IsWhiteSpace(rune) || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.DashPunctuation && rune.Value > 0x7F))
            {
                isInWord = false;
            }
        }

        return Math.Max(Shortest, Math.Round(seconds, 1, MidpointRounding.AwayFromZero));
    }

    private static decimal? PerLetter(Rune rune) => rune.Value switch
    {
        >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x3FFFF => PerIdeograph,
        >= 0x3041 and <= 0x30FF when Rune.IsLetter(rune) => PerSyllable,
        >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF when Rune.IsLetter(rune) => PerSyllable / 2,
        _ => null,
    };
}
