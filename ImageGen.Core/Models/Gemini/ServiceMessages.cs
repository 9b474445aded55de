using System.Text.RegularExpressions;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Models.Gemini;

/// <summary>
/// Lets the service's own words through only where they cannot give away what was sent: messages like to quote the request, and a reason
/// goes to logs, status and people. Sentences that overlap with the prompt, a label or the key are cut out; the others are shown.
/// </summary>
internal sealed partial class ServiceMessages(ImageRequest request, ApiKey key)
{
    private const int MaxShown = 300;
    private const int MaxRead = 4_000;
    private const int MaxSentences = 64;
    private const int LongestWord = 160;
    private const int Telling = 12;
    private const int TellingWord = 6;
    private const int TellingIdeographs = 4;
    private const int KeyPiece = 6;

    private readonly Lazy<ImmutableArray<string>> _sent = new(
        () => [.. request.References.Select(r => r.Label).Append(request.Prompt).Select(Plain)]);

    private readonly Lazy<HashSet<string>> _words = new(
        () => [.. Plain(request.Prompt).Split(' ').Where(w => w.Length >= TellingWord && !CommonWords.Contains(w))]);

    /// <summary>
    /// The words as the end of a reason, with a space in front: what of them may be shown, or that they are withheld. Empty when there
    /// are none.
    /// </summary>
    public string Quote(string? said)
    {
        if (string.IsNullOrWhiteSpace(said))
        {
            return string.Empty;
        }

        return Safe(said) is { } safe ? $" It says: \"{safe}\"" : " Its words are withheld because they repeat the request.";
    }

    /// <summary>What of the words holds nothing of what was sent, cut short; null when that is nothing.</summary>
    public string? Safe(string said)
    {
        var shown = new StringBuilder();
        var (hasAny, isCut) = (false, false);
        foreach (var sentence in Sentences().Split(said.Length > MaxRead ? said[..MaxRead] : said).Take(MaxSentences))
        {
            var flat = string.Join(' ', sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (flat.Length == 0)
            {
                continue;
            }

            if (GivesAway(flat))
            {
                isCut = true;
                continue;
            }

            shown.Append(isCut ? "… " : "").Append(flat).Append(' ');
            (hasAny, isCut) = (true, false);
        }

        var text = shown.Append(isCut ? "…" : "").ToString().TrimEnd();

        // Two sentences may give away together what neither does alone.
        return hasAny && !GivesAway(text) ? Quoted.Printable(text.Replace('"', '\''), MaxShown) : null;
    }

    /// <summary>An enumeration's word such as <c>IMAGE_SAFETY</c>; null when it is anything else.</summary>
    public static string? Code(string? word) =>
        word is { Length: > 0 and <= 64 } && word.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_') ? word : null;

    /// <summary>A name of a field, quota or metric; null when it is anything else, or holds a piece of what was sent.</summary>
    public string? Name(string? word) =>
        word is { Length: > 0 and <= 100 } && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or '[' or ']')
            && !HoldsKey(word) && !Overlaps(Plain(word))
            ? word
            : null;

    private bool GivesAway(string shown)
    {
        var plain = Plain(shown);
        return HoldsKey(shown)
            || shown.Split(' ').Any(w => w.Length > LongestWord)
            || Overlaps(plain)
            || plain.Split(' ').Any(RevealsPrompt);
    }

    private bool HoldsKey(string shown) => HasPiece(shown.ToUpperInvariant(), key.Value.ToUpperInvariant(), KeyPiece);

    private bool Overlaps(string plain) => _sent.Value.Any(sent => sent.Length <= Telling
        ? sent.Length > 0 && $" {plain} ".Contains($" {sent} ", StringComparison.Ordinal)
        : HasPiece(plain, sent, Telling) || HasIdeographs(plain, sent));

    /// <summary>A word that the prompt has and that is not one of those in which services explain themselves.</summary>
    private bool RevealsPrompt(string word) =>
        word.Length >= TellingWord && !CommonWords.Contains(word)
        && _words.Value.Any(w => word.Contains(w, StringComparison.Ordinal) || w.StartsWith(word, StringComparison.Ordinal));

    private static bool HasPiece(string text, string secret, int length)
    {
        if (secret.Length <= length)
        {
            return secret.Length > 0 && text.Contains(secret, StringComparison.Ordinal);
        }

        for (var i = 0; i + length <= text.Length; i++)
        {
            if (secret.AsSpan().Contains(text.AsSpan(i, length), StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Scripts without letters need only a few characters for as much.</summary>
    private static bool HasIdeographs(string text, string secret)
    {
        for (var i = 0; i + TellingIdeographs <= text.Length; i++)
        {
            var piece = text.AsSpan(i, TellingIdeographs);
            if (!piece.ContainsAnyInRange('\0', '\u2E7F') && secret.AsSpan().Contains(piece, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Letters and digits only, in one case, one space for whatever stands between them.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
            {
                plain.Append(char.ToUpperInvariant(c));
            }
            else if (plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().TrimEnd();
    }

    [GeneratedRegex(@"(?<=[.!?:;…。！？])\s+|(?<=[。！？])|[\r\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex Sentences();

    private static HashSet<string> CommonWords { get; } =
    [
        .. """
            access account again against allowed another answer available avoid because before billing blocked cannot change changed character
            characters check contain contained containing contains content copyright copyrighted could create created creating creation currently
            depict depicting depicts describe described describing description details different directly display during either error exceeded
            explicit famous figure figures filter filters follow following generate generated generating generation guideline guidelines harmful
            however identifiable illustration image images include included includes including individual individuals information instead
            interests invent invented language likeness limits location material message minors model models modify object objects original other
            people person personal persons photo photograph image images please policies policy portray possible private prohibited project
            prompt prompts protected provide provided provider providers public quality question quota reached reading reason reference
            references refused rephrase request requested requests resource response restricted result safety scene sensitive service services
            should similar something sorry specific story style styles subject suggest support supported system terms their there these third
            though through touches trademark trademarked unable unsafe unsupported usage using version video violate violated violates violating
            violation violations visual whether which while within without would wrong
            """.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];
}
