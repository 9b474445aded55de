using System.Buffers.Binary;
using System.IO.Compression;

namespace ImageGen.Tests.Support;

/// <summary>Writes PNGs of any kind, and broken ones on demand.</summary>
internal sealed class PngBuilder(int width, int height)
{
    private readonly List<(string Type, byte[] Data)> _chunks = [];

    /// <summary>A whole PNG of one colour, 8 bits RGB.</summary>
    public static byte[] Plain(int width = 4, int height = 3) => new PngBuilder(width, height).Header().Pixels().End().ToBytes();

    public PngBuilder Header(byte depth = 8, byte colour = 2, byte compression = 0, byte interlace = 0)
    {
        var data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        (data[8], data[9], data[10], data[12]) = (depth, colour, compression, interlace);
        return Chunk("IHDR", data);
    }

    public PngBuilder Palette() => Chunk("PLTE", new byte[6]);

    /// <summary>Zero pixels in rows of this many bytes (without the filter byte), as many rows as the image is high.</summary>
    public PngBuilder Pixels(int? rowBytes = null, int? rows = null) => Pixels(new byte[(rows ?? height) * (1 + (rowBytes ?? width * 3))]);

    /// <summary>These bytes as pixels, compressed, in as many chunks as wanted.</summary>
    public PngBuilder Pixels(byte[] rows, int chunks = 1)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        var bytes = compressed.ToArray();
        foreach (var chunk in bytes.Chunk(Math.Max(1, (bytes.Length + chunks - 1) / chunks)))
        {
            Chunk("IDAT", chunk);
        }

        return this;
    }

    public PngBuilder Chunk(string type, byte[] data)
    {
        _chunks.Add((type, data));
        return this;
    }

    public PngBuilder End() => Chunk("IEND", []);

    public byte[] ToBytes()
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        foreach (var (type, data) in _chunks)
        {
            var chunk = new byte[12 + data.Length];
            BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
            Encoding.Latin1.GetBytes(type, chunk.AsSpan(4));
            data.CopyTo(chunk, 8);
            BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Checksum(chunk.AsSpan(4, 4 + data.Length)));
            png.Write(chunk);
        }

        return png.ToArray();
    }

    /// <summary>Bit by bit, so that it shares nothing with the code under test.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
