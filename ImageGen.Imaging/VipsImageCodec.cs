using System.Buffers;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;
using NetVips;

namespace ImageGen.Imaging;

/// <summary>The image library of both hosts: libvips, in its strict mode, and what that does not see (docs/adr/0006).</summary>
public sealed class VipsImageCodec : IImageCodec
{
    private const long LargestGuess = 64 * 1024 * 1024;

    /// <exception cref="UserException">There is no libvips for this platform.</exception>
    public VipsImageCodec() => VipsLibrary.Require();

    /// <inheritdoc/>
    public ImageCheck Check(ReadOnlyMemory<byte> image) =>
        ImageInspector.Identify(image) is ImageCheck.Whole found ? StrictDecode.Check(image, found) : ImageInspector.Identify(image);

    /// <inheritdoc/>
    public IMemoryOwner<byte>? ToPng(ReadOnlyMemory<byte> image) => VipsErrors.Share(() => Png(image));

    /// <inheritdoc/>
    public SmallerImage? Shrink(ReadOnlyMemory<byte> image, int longEdge, ImageFormat format, int quality) =>
        VipsErrors.Share(() => Smaller(image, longEdge, format, quality));

    private static PooledStream? Png(ReadOnlyMemory<byte> image)
    {
        try
        {
            using var first = Decoder.Open(image.Span, Enums.Access.Sequential, Enums.FailOn.Error);
            if (Decoder.IsAnimation(first))
            {
                return null;
            }

            // Turned by a quarter, the last row is needed first.
            using var upright = Decoder.IsTurned(first)
                ? Decoder.Open(image.Span, Enums.Access.Random, Enums.FailOn.Error).Autorot()
                : first.Copy();
            using var colours = Decoder.IsCmyk(upright)
                ? upright.IccTransform("srgb", embedded: true, inputProfile: "cmyk")
                : upright.Copy();
            var png = new PooledStream(Math.Min(colours.Width * (long)colours.Height * colours.Bands / 2, LargestGuess));
            try
            {
                colours.PngsaveStream(png);
                return png;
            }
            catch
            {
                png.Dispose();
                throw;
            }
        }
        catch (VipsException)
        {
            return null;
        }
    }

    private static SmallerImage? Smaller(ReadOnlyMemory<byte> image, int longEdge, ImageFormat format, int quality)
    {
        try
        {
            using var small = Decoder.Thumbnail(image, longEdge, longEdge, Enums.Size.Down);
            var bytes = format switch
            {
                ImageFormat.Jpeg => small.JpegsaveBuffer(q: quality, optimizeCoding: true, keep: Enums.ForeignKeep.None, background: [255]),
                ImageFormat.Webp => small.WebpsaveBuffer(q: quality, effort: 3, keep: Enums.ForeignKeep.None),
                _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Only JPEG and WebP."),
            };
            return new SmallerImage(bytes, format, small.Width, small.Height);
        }
        catch (VipsException)
        {
            return null;
        }
    }
}
