namespace ImageGen.Core.Storyboards.Reading;

/// <summary>
/// Understands how people write transitions. Hard cut and continuous decide which reference image is sent, so a word that begins like one
/// of them, or holds one of them among other words, must not pass for a transition that needs none. Pure.
/// </summary>
internal static class TransitionNames
{
    private const string HardCut = "hardcut";

    private static readonly ImmutableHashSet<string> Continuous =
        ["continuous", "continuously", "continue", "continued", "continues", "continuing", "continuation", "continuity"];

    // Of a fully written transition, these make another one or the opposite; any other word beside it ("continuous zoom") changes nothing.
    private static readonly ImmutableHashSet<string> Contradicting =
        ["cut", "cuts", "fade", "fades", "dissolve", "dissolves", "wipe", "wipes", "crossfade", "crossdissolve", "cross", "jump", "match",
            "smash", "no", "not", "non", "or", "none"];

    /// <summary>
    /// The kind that <paramref name="text"/> means; null: it resembles hard cut or continuous and is neither, or is both.
    /// </summary>
    public static TransitionKind? KindOf(string text)
    {
        var words = WordsOf(text);
        if (words.Count == 0)
        {
            return TransitionKind.Other;
        }

        var kinds = words.Select(Exact).OfType<TransitionKind>().Distinct().ToList();
        return kinds switch
        {
            [] =>
                words.Exists(Resembles) || words.Zip(words.Skip(1), (a, b) => a + b).Any(two => IsNear(two, HardCut))
                    ? null
                    : TransitionKind.Other,
            [var kind] when Exact(words[0]) == kind && words.Skip(1).All(word => Confirms(word, kind, isCode: words[0].Length == 1)) =>
                kind,
            _ => null,
        };
    }

    private static TransitionKind? Exact(string word) =>
        word is "h" or HardCut or "hardcuts" ? TransitionKind.HardCut
        : word is "c" || Continuous.Contains(word) ? TransitionKind.Continuous
        : null;

    /// <summary>
    /// Whether a word behind a transition leaves it what it is. A single letter says little, so behind it only its own word may stand.
    /// </summary>
    private static bool Confirms(string word, TransitionKind kind, bool isCode) =>
        Exact(word) == kind
        || (kind is TransitionKind.HardCut ? IsNear(word, HardCut) : IsNear(word, "continuous"))
        || (!isCode && !Contradicting.Contains(word) && !Resembles(word));

    private static bool Resembles(string word) => word.Length switch
    {
        1 => !char.IsAscii(word[0]),
        2 => word[0] is 'h' or 'c' || word[1] is 'h' or 'c',
        _ => IsNear(word, HardCut) || Continuous.Any(known => IsNear(word, known)) || word.StartsWith("hard", StringComparison.Ordinal),
    };

    /// <summary>A beginning of <paramref name="known"/>, or what a few slips of the pen make of it.</summary>
    private static bool IsNear(string word, string known) =>
        word.Length > 2 && (known.StartsWith(word, StringComparison.Ordinal) || Nearest.Distance(word, known) <= Slips(known));

    private static int Slips(string known) => known.Length < 8 ? 2 : 3;

    /// <summary>Runs of letters and digits, in lower case; a hard cut in two words is one.</summary>
    private static List<string> WordsOf(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in text.Append(' '))
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0)
            {
                Add(words, word.ToString());
                word.Clear();
            }
        }

        return words;
    }

    private static void Add(List<string> words, string word)
    {
        if (words.Count > 0 && words[^1] == "hard" && word is "cut" or "cuts")
        {
            words[^1] = HardCut;
        }
        else
        {
            words.Add(word);
        }
    }
}
