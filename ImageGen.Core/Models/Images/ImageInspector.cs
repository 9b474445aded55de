using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models.Images;

/// <summary>Finds which type of image bytes are and whether they are whole. What a service or a file name claims plays no part.</summary>
/// <remarks>
/// PNG: every checksum is verified and the pixels are inflated, which must give exactly what the header promises. JPEG: every marker is
/// walked from start to end of image. WebP: every chunk is walked and the sizes must agree. Bytes behind the end do no harm. Never throws;
/// memory does not grow with what the bytes promise, and images beyond <see cref="MaxPixels"/> are refused unread, so that a small file
/// cannot become a large effort. Damage among coded pixels shows only when they are decoded, which is the image library's part.
/// </remarks>
public static class ImageInspector
{
    /// <summary>The most pixels that an image may have: 64 million, four times what the largest model generates.</summary>
    public const long MaxPixels = 64_000_000;

    /// <summary>The largest image file that is read: no image within <see cref="MaxPixels"/> is larger for good reason.</summary>
    public const int MaxBytes = 512_000_000;

    /// <summary>The longest side in pixels.</summary>
    public const int MaxSide = 32_768;

    /// <summary>The type and size that the header of <paramref name="bytes"/> promises, within the limits; no pixel is read.</summary>
    public static ImageCheck Identify(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        return span.StartsWith(PngCheck.Signature) ? PngCheck.Identify(span)
            : span.StartsWith(JpegCheck.Signature) ? JpegCheck.Identify(span)
            : Inspect(bytes);
    }

    /// <summary>The type and size of <paramref name="bytes"/> if they are whole, or why they are not.</summary>
    public static ImageCheck Inspect(ReadOnlyMemory<byte> bytes)
    {
        var start = bytes.Span[..Math.Min(bytes.Length, 16)];
        if (start.StartsWith(PngCheck.Signature))
        {
            return PngCheck.Inspect(bytes);
        }

        if (start.StartsWith(JpegCheck.Signature))
        {
            return JpegCheck.Inspect(bytes.Span);
        }

        return BeginsLikeWebp(start)
            ? WebpCheck.Inspect(bytes.Span)
            : new ImageCheck.Broken(Describe(start));
    }

    /// <summary>True when <paramref name="bytes"/> begin like a type of image that is taken; the rest of them is not read.</summary>
    internal static bool Resembles(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(PngCheck.Signature) || bytes.StartsWith(JpegCheck.Signature) || BeginsLikeWebp(bytes);

    private static bool BeginsLikeWebp(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..12].SequenceEqual("WEBP"u8);

    /// <summary>The image's size as a check result, unless it is none that we take.</summary>
    internal static ImageCheck Sized(ImageFormat format, long width, long height) =>
        width is <= 0 or > MaxSide || height is <= 0 or > MaxSide || width * height > MaxPixels
            ? new ImageCheck.Broken($"An image of {width} x {height} pixels is not taken.", format)
            : new ImageCheck.Whole(format, (int)width, (int)height);

    private static string Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            return "There are no bytes.";
        }

        if (start.StartsWith("GIF8"u8))
        {
            return "It is a GIF, not a PNG, JPEG or WebP.";
        }

        if (start.Length >= 12 && start[4..8].SequenceEqual("ftyp"u8))
        {
            return "It is an AVIF, HEIC or video file, not a PNG, JPEG or WebP.";
        }

        return start.TrimStart("\uFEFF \t\r\n"u8) is [(byte)'<' or (byte)'{' or (byte)'[', ..]
            ? "It is text (HTML, XML or JSON), not an image."
            : "It does not begin like a PNG, JPEG or WebP.";
    }
}
