using ImageGen.Core.Ports;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Generation.Gemini;

/// <summary>
/// Lets the service's own words through only where they cannot give away what was sent: error messages like to quote the request, and a
/// reason goes to logs, status and people.
/// </summary>
internal sealed class ServiceWords(ImageRequest request, ApiKey key)
{
    private const int MaxLength = 200;
    private const int Telling = 12;

    /// <summary>The words, cut short; null when they hold a piece of the key or of anything that was sent, or nothing at all.</summary>
    public string? Safe(string words)
    {
        var shown = Quoted.Printable(string.Join(' ', words.Split((char[]?)null, 64, StringSplitOptions.RemoveEmptyEntries)), MaxLength);
        return shown.Length == 0 || GivesAway(shown) ? null : shown;
    }

    /// <summary>An enumeration's word such as <c>IMAGE_SAFETY</c>; null when it is anything else.</summary>
    public static string? Code(string? word) =>
        word is { Length: > 0 and <= 64 } && word.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_') ? word : null;

    /// <summary>A name of a field, quota or metric; null when it is anything else, or holds a piece of what was sent.</summary>
    public string? Name(string? word) =>
        word is { Length: > 0 and <= 100 } && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or '[' or ']') && !GivesAway(word)
            ? word
            : null;

    private bool GivesAway(string shown) =>
        Overlap(shown, key.Value, 6) || request.References.Select(r => r.Label).Append(request.Prompt).Any(sent => Overlap(shown, sent, Telling));

    private static bool Overlap(string words, string secret, int length)
    {
        var plain = string.Join(' ', secret.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (plain.Length <= length)
        {
            return plain.Length > 0 && words.Contains(plain, StringComparison.OrdinalIgnoreCase);
        }

        for (var i = 0; i + length <= words.Length; i++)
        {
            if (plain.AsSpan().Contains(words.AsSpan(i, length), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
