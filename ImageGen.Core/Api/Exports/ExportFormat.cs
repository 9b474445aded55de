namespace ImageGen.Core.Api.Exports;

/// <summary>What a run's or project's images can be exported as.</summary>
public enum ExportFormat
{
    /// <summary>A contact sheet, <c>.pdf</c>.</summary>
    Pdf,

    /// <summary>The images one after the other, each as long as its beat: animated WebP, or MP4 where ffmpeg is installed.</summary>
    Animatic,

    /// <summary>An OpenTimelineIO timeline, <c>.otio</c>.</summary>
    Otio,

    /// <summary>A Final Cut Pro XML timeline, <c>.fcpxml</c>.</summary>
    Fcpxml,

    /// <summary>A table of the beats, <c>.csv</c>.</summary>
    Csv,
}

/// <summary>The file that an animatic is in.</summary>
public enum AnimaticContainer
{
    /// <summary>Animated WebP.</summary>
    Webp,

    /// <summary>MP4 (H.264), which needs ffmpeg.</summary>
    Mp4,
}

/// <summary>Names, extensions and media types of <see cref="ExportFormat"/>.</summary>
public static class ExportFormats
{
    /// <summary>All formats, as they are listed.</summary>
    public static ImmutableArray<ExportFormat> All { get; } =
        [ExportFormat.Pdf, ExportFormat.Animatic, ExportFormat.Otio, ExportFormat.Fcpxml, ExportFormat.Csv];

    /// <summary>The lower-case name: <c>pdf</c>, <c>animatic</c>, <c>otio</c>, <c>fcpxml</c> or <c>csv</c>.</summary>
    public static string Name(this ExportFormat format) => format.ToString().ToLowerInvariant();

    /// <summary>Reads a name as <see cref="Name"/> writes it; case does not matter.</summary>
    public static bool TryParse(string? name, out ExportFormat format)
    {
        format = All.FirstOrDefault(f => string.Equals(f.Name(), name, StringComparison.OrdinalIgnoreCase));
        return string.Equals(format.Name(), name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The file name extension with its dot.</summary>
    public static string Extension(this ExportOptions options) => options.Format switch
    {
        ExportFormat.Animatic => options.Container is AnimaticContainer.Mp4 ? ".mp4" : ".webp",
        var format => "." + format.Name(),
    };

    /// <summary>The media type.</summary>
    public static string MediaType(this ExportOptions options) => options.Format switch
    {
        ExportFormat.Pdf => "application/pdf",
        ExportFormat.Animatic => options.Container is AnimaticContainer.Mp4 ? "video/mp4" : "image/webp",
        ExportFormat.Otio => "application/json",
        ExportFormat.Fcpxml => "application/xml",
        ExportFormat.Csv => "text/csv; charset=utf-8",
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Format, "Not an export format."),
    };
}
