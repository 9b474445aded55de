using System.Buffers.Binary;
using System.IO.Compression;

namespace ImageGen.Tests.Builders;

/// <summary>Small images that are really what they claim to be; each number gives other bytes.</summary>
internal static class TestImage
{
    /// <summary>A PNG of one colour, <paramref name="side"/> pixels each way.</summary>
    public static byte[] Png(int number, int side = 4)
    {
        var row = new byte[1 + (side * 3)];
        for (var x = 0; x < side; x++)
        {
            (row[1 + (x * 3)], row[2 + (x * 3)], row[3 + (x * 3)]) = ((byte)number, (byte)(number >> 8), (byte)(number >> 16));
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < side; y++)
            {
                zlib.Write(row);
            }
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, side);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), side);
        (header[8], header[9]) = (8, 2);
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), PngBuilder.Checksum(body));
        return chunk;
    }
}
