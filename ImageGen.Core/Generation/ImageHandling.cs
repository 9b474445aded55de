namespace ImageGen.Core.Generation;

/// <summary>In which type images are stored.</summary>
public enum StoredImageFormat
{
    /// <summary>As PNG, converted without loss where the service answers in another type.</summary>
    Png,

    /// <summary>As the service sent them, byte for byte.</summary>
    Original,
}

/// <summary>How a host treats images that come from the service.</summary>
/// <param name="Processor">Checks and converts them.</param>
/// <param name="Format"><c>ImageGen:Images:Format</c>. Default PNG.</param>
/// <param name="Rejected">Where damaged images are kept; null: nowhere.</param>
/// <param name="Thumbnails">Made of each image that is stored; null: on demand only.</param>
public sealed record ImageHandling(
    ImageProcessor Processor,
    StoredImageFormat Format = StoredImageFormat.Png,
    IRejectedImages? Rejected = null,
    Thumbnails? Thumbnails = null)
{
    /// <summary>Without an image library: only headers and structure are checked, and nothing is converted.</summary>
    public static ImageHandling Plain { get; } = new(new ImageProcessor(codec: null), StoredImageFormat.Original);
}
