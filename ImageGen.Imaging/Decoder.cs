using NetVips;

namespace ImageGen.Imaging;

/// <summary>Opens images of the three types, and tells what of them matters before they are decoded.</summary>
internal static class Decoder
{
    /// <summary>Opens the image, of an animation its first frame.</summary>
    /// <exception cref="VipsException">Its header cannot be read.</exception>
    public static Image Open(ReadOnlySpan<byte> image, Enums.Access access, Enums.FailOn failOn) => Image.NewFromBuffer(image, access: access, failOn: failOn);

    public static bool IsAnimation(Image image) => image.Contains("n-pages") && (int)image.Get("n-pages") > 1;

    /// <summary>True when a viewer turns or mirrors it, as its metadata say.</summary>
    public static bool IsTurned(Image image) => image.Contains("orientation") && (int)image.Get("orientation") > 1;

    public static bool IsCmyk(Image image) => image.Interpretation == Enums.Interpretation.Cmyk;
}
