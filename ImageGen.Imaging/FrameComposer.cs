using ImageGen.Core.Base;
using NetVips;

namespace ImageGen.Imaging;

/// <summary>Frames of an animatic: images side by side on a canvas of one size.</summary>
/// <remarks>Thread-safe; works on the calling thread.</remarks>
public static class FrameComposer
{
    private const int Quality = 82;

    // Decides between the size of the file and the time it takes: 2 encodes twice as fast as 4, for files a tenth larger.
    private const int Effort = 2;

    private static readonly double[] Background = [16, 16, 18];
    private static readonly double[] Missing = [58, 58, 64];

    /// <summary>A frame, each image as large as its share of the width allows, on a dark ground.</summary>
    /// <param name="images">From left to right; null: there is none, or it cannot be decoded, and its place is grey.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="asJpeg">True for JPEG, false for WebP.</param>
    /// <param name="unreadable">The indices of images that could not be decoded.</param>
    /// <exception cref="UserException">There is no libvips for this platform.</exception>
    public static byte[] Compose(
        IReadOnlyList<ReadOnlyMemory<byte>?> images, int width, int height, bool asJpeg, out IReadOnlyList<int> unreadable)
    {
        VipsLibrary.Require();
        var broken = new List<int>();
        var parts = new List<Image>();
        try
        {
            for (var i = 0; i < images.Count; i++)
            {
                var left = width * i / images.Count;
                parts.Add(Part(images[i], (width * (i + 1) / images.Count) - left, height, out var isBroken));
                if (isBroken)
                {
                    broken.Add(i);
                }
            }

            unreadable = broken;
            using var row = parts.Count == 1 ? parts[0].Copy() : Image.Arrayjoin([.. parts], across: parts.Count);
            using var frame = row.Width == width
                ? row.Copy()
                : row.Gravity(Enums.CompassDirection.West, width, height, extend: Enums.Extend.Background, background: Background);
            return asJpeg
                ? frame.JpegsaveBuffer(q: 90, keep: Enums.ForeignKeep.None)
                : frame.WebpsaveBuffer(q: Quality, effort: Effort, keep: Enums.ForeignKeep.None);
        }
        finally
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    private static Image Placed(ReadOnlyMemory<byte> image, int width, int height)
    {
        using var small = Decoder.Thumbnail(image, width, height);
        using var colours = small.Bands < 3 ? small.Colourspace(Enums.Interpretation.Srgb) : small.Copy();
        using var opaque = colours.HasAlpha() ? colours.Flatten(background: Background) : colours.Copy();
        using var placed = opaque.Gravity(
            Enums.CompassDirection.Centre, width, height, extend: Enums.Extend.Background, background: Background);
        return placed.CopyMemory();
    }

    private static Image Part(ReadOnlyMemory<byte>? image, int width, int height, out bool isBroken)
    {
        isBroken = false;
        if (image is { } bytes)
        {
            try
            {
                return VipsErrors.Share(() => Placed(bytes, width, height));
            }
            catch (VipsException)
            {
                isBroken = true;
            }
        }

        using var blank = Image.Black(width, height, bands: 3);
        using var grey = blank.Linear([1.0, 1.0, 1.0], Missing, uchar: true);
        return grey.Copy(interpretation: Enums.Interpretation.Srgb);
    }
}
