using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ImageGen.Tests.Simulator;

/// <summary>Reads a truecolour PNG back into pixels and fails on anything that the format does not allow.</summary>
internal sealed class PngReader
{
    private PngReader(int width, int height, byte[] pixels, string text) => (Width, Height, Pixels, Text) = (width, height, pixels, text);

    public int Width { get; }

    public int Height { get; }

    /// <summary>Three bytes a pixel, row by row.</summary>
    public byte[] Pixels { get; }

    /// <summary>The text chunk's text.</summary>
    public string Text { get; }

    public static PngReader Read(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        var chunks = Chunks(png).ToArray();
        Assert.Equal(["IHDR", "tEXt", "IDAT", "IEND"], chunks.Select(c => c.Type));
        var header = chunks[0].Data;
        Assert.Equal([8, 2, 0, 0, 0], header[8..]);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        return new(
            width, height, Unfilter(Inflate(chunks[2].Data), width * 3, height), Encoding.Latin1.GetString(chunks[1].Data).Split('\0')[1]);
    }

    /// <summary>How many pixels of the rectangle differ from <paramref name="other"/>'s.</summary>
    public int Differences(PngReader other, int left, int top, int right, int bottom)
    {
        Assert.Equal((Width, Height), (other.Width, other.Height));
        var count = 0;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                var at = ((y * Width) + x) * 3;
                if (!Pixels.AsSpan(at, 3).SequenceEqual(other.Pixels.AsSpan(at, 3))) count++;
            }
        }

        return count;
    }

    public int Differences(PngReader other) => Differences(other, 0, 0, Width, Height);

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var checkedPart = png.AsSpan(at + 4, length + 4);
            Assert.Equal(Crc(checkedPart), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            yield return (Encoding.ASCII.GetString(checkedPart[..4]), checkedPart[4..].ToArray());
            at += length + 12;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    private static byte[] Inflate(byte[] data)
    {
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        zlib.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static byte[] Unfilter(byte[] rows, int stride, int height)
    {
        Assert.Equal((stride + 1) * height, rows.Length);
        var pixels = new byte[stride * height];
        for (var y = 0; y < height; y++)
        {
            Assert.Equal(2, rows[y * (stride + 1)]);
            for (var i = 0; i < stride; i++)
            {
                var above = y == 0 ? 0 : pixels[((y - 1) * stride) + i];
                pixels[(y * stride) + i] = (byte)(rows[(y * (stride + 1)) + 1 + i] + above);
            }
        }

        return pixels;
    }
}
