using System.Buffers.Binary;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models.Images;

/// <summary>Walks a JPEG's markers from start to end of image.</summary>
/// <remarks>
/// Bytes behind the end are allowed: cameras and editors put further images and notes there, and every viewer skips them.
/// </remarks>
internal static class JpegCheck
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte QuantizationTable = 0xDB;
    private const byte HuffmanTable = 0xC4;

    public static ReadOnlySpan<byte> Signature => [0xFF, 0xD8, 0xFF];

    /// <summary>What the header promises.</summary>
    public static ImageCheck Identify(ReadOnlySpan<byte> jpeg)
    {
        for (var at = 2; at < jpeg.Length;)
        {
            var fill = jpeg[at..].IndexOfAnyExcept((byte)0xFF);
            if (fill < 1 || jpeg.Length - at - fill < 3)
            {
                break;
            }

            var marker = jpeg[at + fill];
            at += fill + 1;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[at..]);
            if (marker is StartOfScan or EndOfImage || length < 2 || length > jpeg.Length - at)
            {
                break;
            }

            if (marker is 0xC0 or 0xC1 or 0xC2 && length >= 8)
            {
                return ImageInspector.Sized(
                    ImageFormat.Jpeg, BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 5)..]), BinaryPrimitives
                        .ReadUInt16BigEndian(jpeg[(at + 3)..]));
            }

            if (marker is 0xC3 or (>= 0xC5 and <= 0xC7) or (>= 0xC9 and <= 0xCB) or (>= 0xCD and <= 0xCF))
            {
                return Broken("it is of a kind (lossless or arithmetic) that browsers do not show");
            }

            at += length;
        }

        return Broken("it ends before its header");
    }

    public static ImageCheck Inspect(ReadOnlySpan<byte> jpeg)
    {
        (int Width, int Height)? size = null;
        var (hasQuantization, hasHuffman, hasScan) = (false, false, false);
        for (var at = 2; ;)
        {
            // Any number of 0xFF may stand before a marker.
            var fill = jpeg[at..].IndexOfAnyExcept((byte)0xFF);
            if (fill < 0)
            {
                return Broken("it ends before its end marker");
            }

            if (fill == 0)
            {
                return Broken($"there is no marker at byte {at}");
            }

            at += fill;
            var marker = jpeg[at++];
            if (marker == EndOfImage)
            {
                return (size, hasScan) is ({ } s, true)
                    ? ImageInspector.Sized(ImageFormat.Jpeg, s.Width, s.Height)
                    : Broken("it ends before its pixels");
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                continue;
            }

            if (marker is < 0xC0 or 0xD8)
            {
                return Broken($"the marker at byte {at - 1} is of no known kind");
            }

            if (jpeg.Length - at < 2 || BinaryPrimitives.ReadUInt16BigEndian(jpeg[at..]) is var length && (
                length < 2 || length > jpeg.Length - at))
            {
                return Broken($"it ends in the middle of the segment at byte {at - 2}");
            }

            var segment = jpeg.Slice(at + 2, length - 2);
            at += length;
            switch (marker)
            {
                case QuantizationTable:
                    hasQuantization = true;
                    break;
                case HuffmanTable:
                    hasHuffman = true;
                    break;
                case 0xC0 or 0xC1 or 0xC2:
                    if (segment.Length < 6 || size is not null)
                    {
                        return Broken("its header is invalid");
                    }

                    size = (BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), BinaryPrimitives.ReadUInt16BigEndian(segment[1..]));
                    break;
                case 0xC3 or (>= 0xC5 and <= 0xCF):
                    return Broken("it is of a kind (lossless or arithmetic) that browsers do not show");
                case StartOfScan:
                    if (size is null || !hasQuantization || !hasHuffman)
                    {
                        return Broken("its pixels come before its header or tables");
                    }

                    var scan = ScanLength(jpeg[at..]);
                    if (scan is null or 0)
                    {
                        return Broken(scan is null ? "it ends in the middle of its pixels" : "it has no pixels");
                    }

                    hasScan = true;
                    at += scan.Value;
                    break;
            }
        }
    }

    /// <summary>Bytes up to the next marker that is not part of the coded pixels; null when there is none.</summary>
    private static int? ScanLength(ReadOnlySpan<byte> coded)
    {
        for (var at = 0; ;)
        {
            var next = coded[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= coded.Length)
            {
                return null;
            }

            at += next;
            if (coded[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))
            {
                return at;
            }

            at += 2;
        }
    }

    private static ImageCheck.Broken Broken(string why) => new($"The JPEG is damaged: {why}.", ImageFormat.Jpeg);
}
