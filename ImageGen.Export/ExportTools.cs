namespace ImageGen.Export;

/// <summary>What exports need of the machine: the configuration section <c>ImageGen:Export</c>.</summary>
public sealed record ExportTools
{
    /// <summary>The section's name.</summary>
    public const string Section = "ImageGen:Export";

    /// <summary>A folder of fonts that come before those of the system; null (default): none.</summary>
    public string? Fonts { get; init; }

    /// <summary>The ffmpeg program; null (default): the one in the folders of <c>PATH</c>.</summary>
    public string? Ffmpeg { get; init; }
}
