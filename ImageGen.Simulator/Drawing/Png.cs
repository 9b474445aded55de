using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ImageGen.Simulator.Drawing;

/// <summary>Writes 8-bit truecolour PNGs with one text chunk, and reads that chunk back.</summary>
internal static class Png
{
    private const string Keyword = "imagegen-scene";

    private static readonly uint[] CrcTable = MakeCrcTable();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Write(ReadOnlySpan<byte> rgb, int width, int height, string text)
    {
        using var png = new MemoryStream();
        png.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits a channel
        header[9] = 2; // truecolour
        header[10..].Clear();
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "tEXt"u8, Encoding.Latin1.GetBytes($"{Keyword}\0{text}"));
        WriteChunk(png, "IDAT"u8, Compress(rgb, width * 3, height));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>The text that <see cref="Write"/> put in; null for any other bytes.</summary>
    public static string? ReadText(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature)) return null;
        png = png[Signature.Length..];
        var prefix = Encoding.Latin1.GetBytes($"{Keyword}\0").AsSpan();
        while (png.Length >= 12)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png);
            if (length < 0 || length > png.Length - 12) return null;
            var data = png.Slice(8, length);
            if (png.Slice(4, 4).SequenceEqual("tEXt"u8) && data.StartsWith(prefix)) return Encoding.Latin1.GetString(data[prefix.Length..]);
            png = png[(length + 12)..];
        }

        return null;
    }

    // Each row is stored as the difference from the row above: skies and flat paint turn to zeros.
    private static byte[] Compress(ReadOnlySpan<byte> rgb, int stride, int height)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[stride + 1];
            row[0] = 2;
            for (var y = 0; y < height; y++)
            {
                var current = rgb.Slice(y * stride, stride);
                if (y == 0)
                {
                    current.CopyTo(row.AsSpan(1));
                }
                else
                {
                    var above = rgb.Slice((y - 1) * stride, stride);
                    for (var i = 0; i < stride; i++) row[i + 1] = (byte)(current[i] - above[i]);
                }

                zlib.Write(row);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(0xFFFFFFFF, type), data));
        png.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes) crc = CrcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            var c = n;
            for (var bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            table[n] = c;
        }

        return table;
    }
}
