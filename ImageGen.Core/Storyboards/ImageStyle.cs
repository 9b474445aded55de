namespace ImageGen.Core.Storyboards;

/// <summary>The three styles in which every beat of a storyboard is generated. A closed set: the request format names them.</summary>
public enum ImageStyle
{
    /// <summary><c>illustration</c>.</summary>
    Illustration,

    /// <summary><c>clear</c>.</summary>
    Clear,

    /// <summary><c>consistent</c>.</summary>
    Consistent,
}

/// <summary>The styles and their names on the wire, in paths and in configuration (lower case).</summary>
public static class ImageStyles
{
    /// <summary>All styles in the order in which they are shown.</summary>
    public static IReadOnlyList<ImageStyle> All { get; } = [ImageStyle.Illustration, ImageStyle.Clear, ImageStyle.Consistent];

    /// <summary>The lower-case name: <c>illustration</c>, <c>clear</c> or <c>consistent</c>.</summary>
    public static string Name(this ImageStyle style) => style switch
    {
        ImageStyle.Illustration => "illustration",
        ImageStyle.Clear => "clear",
        ImageStyle.Consistent => "consistent",
        _ => throw new ArgumentOutOfRangeException(nameof(style), style, "Not a style."),
    };

    /// <summary>Reads a name as <see cref="Name"/> writes it; case does not matter, surrounding white space does.</summary>
    public static bool TryParse(string? name, out ImageStyle style)
    {
        foreach (var candidate in All)
        {
            if (string.Equals(candidate.Name(), name, StringComparison.OrdinalIgnoreCase))
            {
                style = candidate;
                return true;
            }
        }

        style = default;
        return false;
    }
}
