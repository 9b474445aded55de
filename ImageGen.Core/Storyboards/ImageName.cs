namespace ImageGen.Core.Storyboards;

/// <summary>
/// Which image: the one place that names blobs and files. An image's type, and so its extension, is known once it is stored.
/// </summary>
/// <param name="Project">The project.</param>
/// <param name="Style">The style.</param>
/// <param name="Shot">The shot's number.</param>
/// <param name="Beat">The beat.</param>
public readonly record struct ImageName(ProjectName Project, ImageStyle Style, ShotId Shot, BeatId Beat)
{
    /// <summary>The folder in a project below which all images are.</summary>
    public const string Root = "generated_images";

    /// <summary>
    /// The path within the project, without extension: <c>generated_images/{style}/Shot_{shot}/Beat_{beat}</c>; always with <c>/</c>.
    /// </summary>
    public string PathWithoutExtension => $"{Root}/{Style.Name()}/Shot_{Shot.Value}/Beat_{Beat.Value}";

    /// <summary>The path within the project of an image of the type <paramref name="format"/>.</summary>
    public string PathAs(ImageFormat format) => PathWithoutExtension + format.Extension();
}

/// <summary>The image types that are stored.</summary>
public enum ImageFormat
{
    /// <summary>PNG, <c>.png</c>, <c>image/png</c>.</summary>
    Png,

    /// <summary>JPEG, <c>.jpg</c>, <c>image/jpeg</c>.</summary>
    Jpeg,

    /// <summary>WebP, <c>.webp</c>, <c>image/webp</c>.</summary>
    Webp,
}

/// <summary>Extensions and media types of <see cref="ImageFormat"/>.</summary>
public static class ImageFormats
{
    /// <summary>All types, the usual one first.</summary>
    public static IReadOnlyList<ImageFormat> All { get; } = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.Webp];

    /// <summary>The file name extension with its dot.</summary>
    public static string Extension(this ImageFormat format) => format switch
    {
        ImageFormat.Png => ".png",
        ImageFormat.Jpeg => ".jpg",
        ImageFormat.Webp => ".webp",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not an image format."),
    };

    /// <summary>The media type.</summary>
    public static string MediaType(this ImageFormat format) => format switch
    {
        ImageFormat.Png => "image/png",
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.Webp => "image/webp",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not an image format."),
    };
}
