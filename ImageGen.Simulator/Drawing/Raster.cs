using ImageGen.Imaging;
using NetVips;

namespace ImageGen.Simulator.Drawing;

/// <summary>Makes pixels with the product's own image library, and encodes them.</summary>
internal static class Raster
{
    private static readonly Lazy<bool> Ready = new(() =>
    {
        VipsLibrary.Require();

        // The product itself reads no SVG: images from a service are identified before they are decoded.
        Operation.Block("VipsForeignLoadSvg", false);
        return true;
    });

    public static Image Draw(Svg svg, bool hasGrain)
    {
        _ = Ready.Value;
        using var painted = Image.SvgloadBuffer(Encoding.UTF8.GetBytes(svg.ToString()));
        var colours = painted.ExtractBand(0, n: 3);
        if (!hasGrain) return colours;
        using (colours)
        {
            using var strokes = Strokes(svg.Width, svg.Height);
            using var grained = colours * strokes;
            return grained.Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        }
    }

    public static Image Flat(int width, int height, Rgb colour)
    {
        _ = Ready.Value;
        using var black = Image.Black(width, height);
        return black.NewFromImage(colour.R, colour.G, colour.B).Cast(Enums.BandFormat.Uchar).Copy(
            interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>An image with something in every place.</summary>
    public static Image Busy(int width, int height)
    {
        _ = Ready.Value;
        using var noise = Image.Gaussnoise(width, height, sigma: 40, mean: 128, seed: 1);
        return noise.Bandjoin(255 - noise, noise * 0.6).Cast(Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
    }

    /// <summary>With a small copy of <paramref name="reference"/> at that place; null: it cannot be decoded.</summary>
    public static Image? WithCopy(Image image, ReadOnlyMemory<byte> reference, (int Left, int Top, int Width, int Height) place) =>
        VipsErrors.Share(() => Inserted(image, reference, place));

    private static Image? Inserted(Image image, ReadOnlyMemory<byte> reference, (int Left, int Top, int Width, int Height) place)
    {
        try
        {
            using var copy = Image.ThumbnailBuffer(
                reference.ToArray(), place.Width, height: place.Height, crop: Enums.Interesting.Centre, outputProfile: "srgb");
            using var opaque = copy.HasAlpha() ? copy.Flatten(background: [255, 255, 255]) : copy.Copy();
            using var colours = opaque.Colourspace(Enums.Interpretation.Srgb);
            return image.Insert(colours, place.Left, place.Top).CopyMemory();
        }
        catch (VipsException)
        {
            return null;
        }
    }

    /// <summary>Encodes it, with a note for <see cref="SceneNote.Read"/>; null: without any metadata.</summary>
    public static byte[] Encode(Image image, AnswerFormat format, string? note)
    {
        using var noted = image.Mutate(m => m.Set(GValue.BlobType, "xmp-data", SceneNote.Write(note ?? string.Empty)));
        var keep = note is null ? Enums.ForeignKeep.None : Enums.ForeignKeep.Xmp;
        return format switch
        {
            AnswerFormat.Jpeg => noted.JpegsaveBuffer(q: 88, keep: keep),
            AnswerFormat.Webp => noted.WebpsaveBuffer(q: 85, effort: 2, keep: keep),
            _ => noted.PngsaveBuffer(compression: 4, keep: keep),
        };
    }

    private static Image Strokes(int width, int height)
    {
        using var coarse = Image.Gaussnoise((width / 24) + 2, (height / 4) + 2, sigma: 0.03, mean: 1, seed: 3);
        using var wide = coarse.Resize(24, vscale: 4, kernel: Enums.Kernel.Cubic);
        return wide.ExtractArea(0, 0, width, height);
    }
}
