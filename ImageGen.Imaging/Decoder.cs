using System.Runtime.InteropServices;
using NetVips;

namespace ImageGen.Imaging;

/// <summary>Opens images of the three types, and tells what of them matters before they are decoded.</summary>
internal static class Decoder
{
    /// <summary>Opens the image, of an animation its first frame.</summary>
    /// <exception cref="VipsException">Its header cannot be read.</exception>
    public static Image Open(ReadOnlySpan<byte> image, Enums.Access access, Enums.FailOn failOn) => Image.NewFromBuffer(image, access: access, failOn: failOn);

    /// <summary>The image in sRGB and at most so large; enlarged too where <paramref name="size"/> says so.</summary>
    /// <exception cref="VipsException">It cannot be decoded.</exception>
    public static Image Thumbnail(ReadOnlyMemory<byte> image, int width, int height, Enums.Size size = Enums.Size.Both)
    {
        var bytes = Array(image);
        using var header = Open(bytes, Enums.Access.Sequential, Enums.FailOn.Error);

        // From sRGB to sRGB would take three times as long as decoding and shrinking together.
        var isSrgb = header.Interpretation is Enums.Interpretation.Srgb && !header.Contains("icc-profile-data");
        return Image.ThumbnailBuffer(bytes, width, height: height, size: size, outputProfile: isSrgb ? null : "srgb", failOn: Enums.FailOn.Error);
    }

    public static bool IsAnimation(Image image) => image.Contains("n-pages") && (int)image.Get("n-pages") > 1;

    /// <summary>True when a viewer turns or mirrors it, as its metadata say.</summary>
    public static bool IsTurned(Image image) => image.Contains("orientation") && (int)image.Get("orientation") > 1;

    public static bool IsCmyk(Image image) => image.Interpretation == Enums.Interpretation.Cmyk;

    /// <summary>The bytes as an array of their own length, copied only where they are part of a larger one.</summary>
    public static byte[] Array(ReadOnlyMemory<byte> image) =>
        MemoryMarshal.TryGetArray(image, out var part) && part.Array is { } whole && part.Offset == 0 && part.Count == whole.Length ? whole : image.ToArray();
}
