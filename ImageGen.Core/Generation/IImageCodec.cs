using System.Buffers;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>The image library: decodes strictly, converts, shrinks. Core reads headers; whatever needs pixels is here.</summary>
/// <remarks>
/// Thread-safe. Every member works on the calling thread, for tens of milliseconds (1K) to a second (4K), and takes native memory of a few
/// times the encoded image: <see cref="ImageProcessor"/> bounds how many run at once.
/// </remarks>
public interface IImageCodec
{
    /// <summary>
    /// Decodes every pixel of <paramref name="image"/>. What a viewer shows as it was meant is whole: bytes behind the end and a missing
    /// end marker do no harm when all pixels are there. Never throws because of the bytes.
    /// </summary>
    ImageCheck Check(ReadOnlyMemory<byte> image);

    /// <summary>
    /// The same pixels as PNG, with the colour profile; turned upright where its metadata ask for that, and in sRGB where PNG
    /// has no such colours (CMYK). Null when it is an animation, of which a PNG would hold one frame only, or cannot be decoded.
    /// </summary>
    IMemoryOwner<byte>? ToPng(ReadOnlyMemory<byte> image);

    /// <summary>
    /// A copy in sRGB whose longer side has at most <paramref name="longEdge"/> pixels; a smaller image is not enlarged. Null when it
    /// cannot be decoded.
    /// </summary>
    /// <param name="image">The original.</param>
    /// <param name="longEdge">Pixels.</param>
    /// <param name="format">JPEG (transparent parts become white) or WebP.</param>
    /// <param name="quality">1 to 100.</param>
    SmallerImage? Shrink(ReadOnlyMemory<byte> image, int longEdge, ImageFormat format, int quality);
}

/// <summary>Checks images with or without an image library.</summary>
public static class ImageCodecs
{
    /// <summary>Decodes <paramref name="image"/>; without an image library its structure is checked.</summary>
    public static ImageCheck CheckOrInspect(this IImageCodec? codec, ReadOnlyMemory<byte> image) =>
        codec is null ? ImageInspector.Inspect(image) : codec.Check(image);
}

/// <summary>A smaller copy of an image.</summary>
/// <param name="Bytes">Encoded.</param>
/// <param name="Format">Its type.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record SmallerImage(ReadOnlyMemory<byte> Bytes, ImageFormat Format, int Width, int Height);
