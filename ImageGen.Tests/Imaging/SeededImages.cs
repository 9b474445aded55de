using ImageGen.Imaging;
using NetVips;

namespace ImageGen.Tests.Imaging;

/// <summary>Images of every usual kind, made by the library itself from a seed: the same seed gives the same bytes.</summary>
internal static class SeededImages
{
    static SeededImages() => _ = new VipsImageCodec();

    /// <summary>Soft shapes under fine grain, as a generated image has: 8 bits, sRGB.</summary>
    public static Image Scene(int seed, int width = 256, int height = 192)
    {
        using var coarse = Image.Gaussnoise((width / 16) + 2, (height / 16) + 2, sigma: 60, mean: 128, seed: seed)
            .Resize(16, kernel: Enums.Kernel.Cubic).ExtractArea(0, 0, width, height);
        using var grain = Image.Gaussnoise(width, height, sigma: 4, mean: 0, seed: seed + 7919);
        using var ramp = Image.Xyz(width, height)[0];
        return (coarse + grain).Bandjoin((coarse * 0.7) + grain + (ramp * 0.2), 255 - (coarse * 0.8))
            .Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb).CopyMemory();
    }

    /// <summary>
    /// An image as an encoder in wide use writes it: <c>jpeg</c>, <c>progressive</c>, <c>png</c> or <c>webp</c>, and variants.
    /// </summary>
    public static byte[] Encode(string kind, int seed, int width = 256, int height = 192)
    {
        using var scene = Scene(seed, width, height);
        return kind switch
        {
            "jpeg" => scene.JpegsaveBuffer(q: 90),
            "jpeg-optimised" => scene.JpegsaveBuffer(q: 75 + (seed % 20), optimizeCoding: true),
            "jpeg-444" => scene.JpegsaveBuffer(q: 95, subsampleMode: Enums.ForeignSubsample.Off),
            "jpeg-restart" => scene.JpegsaveBuffer(q: 90, restartInterval: 4),
            "jpeg-grey" => scene.Colourspace(Enums.Interpretation.Bw).JpegsaveBuffer(q: 90),
            "jpeg-cmyk" => scene.Colourspace(Enums.Interpretation.Cmyk).JpegsaveBuffer(q: 90),
            "progressive" => scene.JpegsaveBuffer(q: 90, interlace: true, optimizeCoding: true),
            "png" => scene.PngsaveBuffer(),
            "png-interlaced" => scene.PngsaveBuffer(interlace: true),
            "png-16" => scene.Colourspace(Enums.Interpretation.Rgb16).PngsaveBuffer(bitdepth: 16),
            "png-alpha" => scene.Bandjoin(scene[0]).PngsaveBuffer(),
            "webp" => scene.WebpsaveBuffer(q: 80 + (seed % 15)),
            "webp-lossless" => scene.WebpsaveBuffer(lossless: true),
            "webp-alpha" => scene.Bandjoin(scene[0]).WebpsaveBuffer(q: 80),
            "webp-animated" => Animation(scene, seed),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
        };
    }

    /// <summary>A PNG of pixels that do not compress: about three bytes for each.</summary>
    public static byte[] Noise(int width, int height)
    {
        using var noise = Image.Gaussnoise(width, height, sigma: 100, mean: 128, seed: 1);
        using var colours = noise.Bandjoin(255 - noise, noise / 2).Cast(Enums.BandFormat.Uchar).Copy(
            interpretation: Enums.Interpretation.Srgb);
        return colours.PngsaveBuffer(compression: 1);
    }

    public static ImageFormat FormatOf(string kind) => kind[0] switch
    {
        'j' => ImageFormat.Jpeg,
        'p' when kind != "progressive" => ImageFormat.Png,
        'w' => ImageFormat.Webp,
        _ => ImageFormat.Jpeg,
    };

    /// <summary>Where the coded pixels of an image are: from, to.</summary>
    public static (int From, int To) Pixels(byte[] image)
    {
        var span = image.AsSpan();
        if (image[0] == 0xFF)
        {
            var at = 2;
            while (image[at + 1] != 0xDA)
            {
                at += 2 + (image[at + 2] << 8) + image[at + 3];
            }

            return (at + 2 + (image[at + 2] << 8) + image[at + 3], image.Length - 2);
        }

        return image[0] == 0x89 ? (span.IndexOf("IDAT"u8) + 6, image.Length - 20) : (50, image.Length - 2);
    }

    /// <summary>
    /// Damages the coded pixels: <c>cut</c>, <c>middle-missing</c>, <c>one-byte</c>, <c>all-zero</c>, <c>end-zero</c>, <c>part-zero</c>.
    /// </summary>
    public static byte[] Damage(byte[] image, string damage, int seed)
    {
        var (from, to) = Pixels(image);
        var length = to - from;
        byte[] copy = [.. image];
        switch (damage)
        {
            case "cut":
                return copy[..(from + (length * (5 + (seed * 7)) / 100))];
            case "middle-missing":
                return [.. copy[..(from + (length / 20))], .. copy[(from + (length / 20) + (length * 9 / 10))..]];
            case "one-byte":
                return [.. copy[..(from + 1)], .. copy[to..]];
            case "all-zero":
                copy.AsSpan(from, length).Clear();
                return copy;
            case "end-zero":
                copy.AsSpan(from + (length / 2), length - (length / 2)).Clear();
                return copy;
            default:
                copy.AsSpan(from + (length * (10 + seed) / 100), Math.Min(4096, length / 3)).Clear();
                return copy;
        }
    }

    private static byte[] Animation(Image scene, int seed)
    {
        using var second = Scene(seed + 1, scene.Width, scene.Height);
        using var frames = Image.Arrayjoin([scene, second], across: 1).Mutate(m => m.Set(GValue.GIntType, "page-height", scene.Height));
        return frames.WebpsaveBuffer(q: 80);
    }
}
