using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Exports;

/// <summary>What an export is asked to be. An option that its format does not use is ignored.</summary>
public sealed record ExportOptions
{
    /// <summary>The format.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>The styles that are exported, each once; empty (default): every style there is.</summary>
    public ImmutableArray<ImageStyle> Styles { get; init; } = [];

    /// <summary>The page of a PDF. Default A4 landscape.</summary>
    public PageSize Page { get; init; } = PageSize.A4.Turned();

    /// <summary>Beats side by side on a page of a PDF, 1 to 8; null (default): 1 with several styles, 3 with one.</summary>
    public int? Columns { get; init; }

    /// <summary>Frames a second of timelines and animatics: 1 to 60. Default 24.</summary>
    public int FramesPerSecond { get; init; } = 24;

    /// <summary>The width of an animatic in pixels, 160 to 3840; its height follows from its first image. Default 960.</summary>
    public int Width { get; init; } = 960;

    /// <summary>The file of an animatic. Default <see cref="AnimaticContainer.Webp"/>.</summary>
    public AnimaticContainer Container { get; init; }

    /// <summary>
    /// What stands before the images' paths in timelines: a URL or folder that ends with <c>/</c>. Empty (default): the paths are relative
    /// to the project's folder.
    /// </summary>
    public string MediaBase { get; init; } = string.Empty;
}

/// <summary>The size of a page in points (1/72 inch).</summary>
/// <param name="Width">Points.</param>
/// <param name="Height">Points.</param>
public readonly record struct PageSize(float Width, float Height)
{
    /// <summary>210 x 297 mm.</summary>
    public static PageSize A4 => new(595.28f, 841.89f);

    /// <summary>297 x 420 mm.</summary>
    public static PageSize A3 => new(841.89f, 1190.55f);

    /// <summary>8.5 x 11 inches.</summary>
    public static PageSize Letter => new(612, 792);

    /// <summary>11 x 17 inches.</summary>
    public static PageSize Tabloid => new(792, 1224);

    /// <summary>The names that <see cref="TryParse"/> knows.</summary>
    public static ImmutableArray<string> Names { get; } = ["a4", "a3", "letter", "tabloid"];

    /// <summary>The same page with its sides exchanged.</summary>
    public PageSize Turned() => new(Height, Width);

    /// <summary>
    /// Reads <c>a4</c>, <c>a3</c>, <c>letter</c> or <c>tabloid</c>, landscape unless <c>-portrait</c> follows; case does not matter.
    /// </summary>
    public static bool TryParse(string? text, out PageSize page)
    {
        const string Portrait = "-portrait";
        const string Landscape = "-landscape";
        var name = (text ?? string.Empty).ToLowerInvariant();
        var isUpright = name.EndsWith(Portrait, StringComparison.Ordinal);
        name = isUpright ? name[..^Portrait.Length] : name.EndsWith(Landscape, StringComparison.Ordinal) ? name[..^Landscape.Length] : name;
        page = name switch
        {
            "a4" => A4,
            "a3" => A3,
            "letter" => Letter,
            "tabloid" => Tabloid,
            _ => default,
        };
        page = isUpright ? page : page.Turned();
        return page != default;
    }
}
