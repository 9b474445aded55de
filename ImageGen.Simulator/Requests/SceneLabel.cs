namespace ImageGen.Simulator.Requests;

/// <summary>Which style and beat a image is for.</summary>
/// <param name="Style">Such as <c>clear</c>.</param>
/// <param name="Beat">Such as <c>1.2</c>; null when only the style is known.</param>
public sealed record SceneLabel(string Style, string? Beat)
{
    /// <summary>True when <paramref name="target"/> (<c>1.2</c> or <c>clear/1.2</c>; case does not matter) means this beat.</summary>
    public bool Matches(string target)
    {
        var parts = target.Split('/', StringSplitOptions.TrimEntries);
        return parts switch
        {
            [var beat] => Is(beat, Beat),
            [var style, var beat] => Is(style, Style) && Is(beat, Beat),
            _ => false,
        };

        static bool Is(string wanted, string? actual) => wanted.Equals(actual, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary><c>clear/1.2</c>, or the style alone.</summary>
    public override string ToString() => Beat is null ? Style : $"{Style}/{Beat}";

    /// <summary>The style that a prompt's words speak of; <c>illustration</c> when they speak of none.</summary>
    internal static string GuessStyle(string prompt)
    {
        var best = Vocabulary.MaxBy(v => v.Words.Count(w => prompt.Contains(w, StringComparison.OrdinalIgnoreCase)));
        return best.Style;
    }

    private static readonly (string Style, string[] Words)[] Vocabulary =
    [
        ("illustration", ["illustration", "gouache", "storybook", "hand-painted", "watercolour", "watercolor", "painted", "soft edges"]),
        ("clear", ["line drawing", "outline", "white background", "minimalist", "diagram", "flat accent", "line art"]),
        ("consistent", ["consistent", "cinematic", "storyboard frame", "character design", "film still"]),
    ];
}
