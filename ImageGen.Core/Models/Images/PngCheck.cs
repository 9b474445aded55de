using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models.Images;

/// <summary>Walks a PNG's chunks, verifies their checksums and inflates its pixels row by row.</summary>
internal static class PngCheck
{
    private const int HeaderAndChecksum = 12;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What the header promises.</summary>
    public static ImageCheck Identify(ReadOnlySpan<byte> png) =>
        png.Length >= Signature.Length + HeaderAndChecksum + 13
            && png.Slice(12, 4).SequenceEqual("IHDR"u8)
            && PngHeader.TryRead(png.Slice(16, 13), out var header)
            ? ImageInspector.Sized(ImageFormat.Png, header.Width, header.Height)
            : Broken("its header is invalid");

    public static ImageCheck Inspect(ReadOnlyMemory<byte> png)
    {
        PngHeader? header = null;
        var pixels = new List<ReadOnlyMemory<byte>>();
        var hasPalette = false;
        var previous = "";
        for (var at = Signature.Length; at < png.Length;)
        {
            var rest = png[at..];
            if (rest.Length < HeaderAndChecksum || BinaryPrimitives.ReadUInt32BigEndian(rest.Span) > rest.Length - HeaderAndChecksum)
            {
                return Broken($"it ends in the middle of the chunk at byte {at}");
            }

            var data = rest.Slice(8, BinaryPrimitives.ReadInt32BigEndian(rest.Span));
            if (BinaryPrimitives.ReadUInt32BigEndian(rest.Span[(8 + data.Length)..]) != Crc32.HashToUInt32(
                rest.Span.Slice(4, 4 + data.Length)))
            {
                return Broken($"the checksum of the chunk at byte {at} is wrong");
            }

            var type = Encoding.Latin1.GetString(rest.Span.Slice(4, 4));
            if (header is null != type is "IHDR")
            {
                return Broken("its header is not its first chunk, or there are two");
            }

            at += HeaderAndChecksum + data.Length;
            switch (type)
            {
                case "IHDR" when PngHeader.TryRead(data.Span, out var read):
                    header = read;
                    break;
                case "IHDR":
                    return Broken("its header is invalid");
                case "PLTE":
                    hasPalette = data.Length is > 0 and <= 768 && data.Length % 3 == 0;
                    break;
                case "IDAT" when pixels.Count > 0 && previous != "IDAT":
                    return Broken("its pixels are not in one piece");
                case "IDAT":
                    pixels.Add(data);
                    break;
                case "IEND":
                    return header is { NeedsPalette: true } && !hasPalette
                        ? Broken("its palette is missing")
                        : Pixels(header!.Value, pixels);
                default:
                    if (!char.IsAsciiLetterLower(type[0]))
                    {
                        return Broken($"the chunk in front of byte {at} is of no known kind");
                    }

                    break;
            }

            previous = type;
        }

        return Broken("it has no end");
    }

    private static ImageCheck Pixels(PngHeader header, List<ReadOnlyMemory<byte>> pixels)
    {
        var sized = ImageInspector.Sized(ImageFormat.Png, header.Width, header.Height);
        if (sized is not ImageCheck.Whole)
        {
            return sized;
        }

        try
        {
            using var inflated = new ZLibStream(new SegmentStream(pixels), CompressionMode.Decompress);
            foreach (var (rows, bytes) in header.Passes())
            {
                var row = new byte[bytes];
                for (var i = 0; i < rows; i++)
                {
                    if (inflated.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                    {
                        return Broken("pixels are missing");
                    }

                    if (row[0] > 4)
                    {
                        return Broken("a row of its pixels has an unknown filter");
                    }
                }
            }

            return inflated.ReadByte() < 0 ? sized : Broken("it has more pixels than its header says");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return Broken("its pixels cannot be decompressed");
        }
    }

    private static ImageCheck.Broken Broken(string why) => new($"The PNG is damaged: {why}.", ImageFormat.Png);
}
