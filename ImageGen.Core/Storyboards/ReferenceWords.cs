namespace ImageGen.Core.Storyboards;

/// <summary>
/// Finds a reference's id in the words of a beat. Case does not matter; only whole words count; a plural or possessive of the id counts,
/// too (<c>hares</c>, <c>foxes</c>, <c>hare's</c>); hyphens and underscores of an id may be spaces (<c>old-mill</c> is found in "the old
/// mill"). A part of a compound does not count ("hare-brained").
/// </summary>
public sealed class ReferenceWords
{
    private readonly ImmutableArray<string> _spellings;

    /// <param name="id">The id to find.</param>
    public ReferenceWords(ReferenceId id)
    {
        var words = id.Value.Split('-', '_');
        _spellings = words.Length == 1
            ? [id.Value]
            : [.. new[]
            {
                id.Value,
                string.Join(' ', words),
                string.Join('-', words),
                string.Join('_', words),
                string.Concat(words),
            }.Distinct()];
    }

    /// <summary>Whether <paramref name="text"/> speaks of it.</summary>
    public bool AreIn(string? text)
    {
        if (text is null)
        {
            return false;
        }

        foreach (var spelling in _spellings)
        {
            for (var at = 0; (at = text.IndexOf(spelling, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
            {
                if (IsWhole(text, at, at + spelling.Length))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsWhole(string text, int start, int end)
    {
        if (IsPartOfWord(text, start - 1, -1))
        {
            return false;
        }

        return !IsPartOfWord(text, end, 1)
            || (Is(text, end, 's') && !IsPartOfWord(text, end + 1, 1))
            || (Is(text, end, 'e') && Is(text, end + 1, 's') && !IsPartOfWord(text, end + 2, 1));
    }

    private static bool Is(string text, int at, char letter) => at < text.Length && char.ToLowerInvariant(text[at]) == letter;

    /// <summary>Letters, digits, accents and underscores; a hyphen only between such.</summary>
    private static bool IsPartOfWord(string text, int at, int step) => at >= 0 && at < text.Length
        && (IsWordCharacter(text[at])
            || (text[at] is '-' or '\u2010' or '\u2011' && at + step >= 0 && at + step < text.Length && IsWordCharacter(text[at + step])));

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c == '_' || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark;
}
