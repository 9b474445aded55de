using ImageGen.Imaging;
using NetVips;

namespace ImageGen.Bench.Worlds;

/// <summary>An image as large, and as hard to compress, as one of Gemini's at 1K in 16:9.</summary>
internal static class LargeImage
{
    private const int Width = 1376;
    private const int Height = 768;

    /// <summary>Soft shapes under fine grain, as PNG.</summary>
    public static byte[] Png() => Encode(scene => scene.PngsaveBuffer());

    /// <summary>The same as JPEG.</summary>
    public static byte[] Jpeg() => Encode(scene => scene.JpegsaveBuffer(q: 90));

    private static byte[] Encode(Func<Image, byte[]> encode)
    {
        _ = new VipsImageCodec();
        using var coarse = Image.Gaussnoise((Width / 16) + 2, (Height / 16) + 2, sigma: 60, mean: 128, seed: 1)
            .Resize(16, kernel: Enums.Kernel.Cubic).ExtractArea(0, 0, Width, Height);
        using var grain = Image.Gaussnoise(Width, Height, sigma: 2, mean: 0, seed: 2);
        using var scene = (coarse + grain).Bandjoin((coarse * 0.7) + grain, 255 - (coarse * 0.8))
            .Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        return encode(scene);
    }
}
