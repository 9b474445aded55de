using NetVips;

namespace ImageGen.Imaging;

/// <summary>Opens images of the three types, and reads what matters before they are decoded.</summary>
internal static class Decoder
{
    /// <summary>Opens the image, of an animation its first frame.</summary>
    /// <exception cref="VipsException">Its header cannot be read.</exception>
    public static Image Open(ReadOnlySpan<byte> image, Enums.Access access, Enums.FailOn failOn) =>
        Image.NewFromBuffer(image, access: access, failOn: failOn);

    /// <summary>The image in sRGB and at most so large; enlarged too where <paramref name="size"/> asks for it.</summary>
    /// <exception cref="VipsException">It cannot be decoded.</exception>
    public static Image Thumbnail(ReadOnlyMemory<byte> image, int width, int height, Enums.Size size = Enums.Size.Both)
    {
        using var header = Image.NewFromStream(new MemoryReader(image), access: Enums.Access.Sequential, failOn: Enums.FailOn.Error);

        // From sRGB to sRGB would take three times as long as decoding and shrinking together.
        var isSrgb = header.Interpretation is Enums.Interpretation.Srgb && !header.Contains("icc-profile-data");
        return Image.ThumbnailStream(
            new MemoryReader(image), width, height: height, size: size, outputProfile: isSrgb ? null : "srgb", failOn: Enums.FailOn.Error);
    }

    public static bool IsAnimation(Image image) => image.Contains("n-pages") && (int)image.Get("n-pages") > 1;

    /// <summary>True when a viewer turns or mirrors it, as its metadata say.</summary>
    public static bool IsTurned(Image image) => image.Contains("orientation") && (int)image.Get("orientation") > 1;

    public static bool IsCmyk(Image image) => image.Interpretation == Enums.Interpretation.Cmyk;
}
