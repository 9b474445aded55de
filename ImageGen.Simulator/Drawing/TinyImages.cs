using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Hashing;

namespace ImageGen.Simulator.Drawing;

/// <summary>
/// Flat images for benchmarks and tests: encoded once for each shape and colour, after which only the seed in their metadata changes.
/// Thread-safe.
/// </summary>
internal static class TinyImages
{
    private const int Colours = 16;
    private const int PngHeader = 33;
    private const int JpegHeader = 2;

    private static readonly ConcurrentDictionary<(AnswerFormat Format, int Width, int Height, int Colour), byte[]> Encoded = new();

    public static byte[] Of(AnswerFormat format, int width, int height, ulong seed)
    {
        var image = Encoded.GetOrAdd((format, width, height, (int)(seed >> 40) % Colours), static key =>
        {
            using var flat = Raster.Flat(key.Width, key.Height, Rgb.OfHue(key.Colour / (float)Colours));
            return Raster.Encode(flat, key.Format, note: null);
        });
        Span<byte> data = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(data, seed);
        return format switch
        {
            AnswerFormat.Png =>
                [.. image[..PngHeader], .. PngChunk(
                    [.. "tEXtseed\0"u8, .. Convert.ToHexString(data).Select(c => (byte)c)]), .. image[PngHeader..]],
            AnswerFormat.Jpeg => [.. image[..JpegHeader], 0xFF, 0xFE, 0, 2 + sizeof(ulong), .. data, .. image[JpegHeader..]],
            _ => WithChunk(image, data),
        };
    }

    /// <summary>The chunk of <paramref name="typeAndData"/>, signed with its CRC-32.</summary>
    private static byte[] PngChunk(ReadOnlySpan<byte> typeAndData)
    {
        var chunk = new byte[typeAndData.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, typeAndData.Length - 4);
        typeAndData.CopyTo(chunk.AsSpan(4));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(typeAndData.Length + 4), Crc32.HashToUInt32(typeAndData));
        return chunk;
    }

    private static byte[] WithChunk(ReadOnlySpan<byte> webp, ReadOnlySpan<byte> data)
    {
        byte[] copy = [.. webp, .. "SEED"u8, (byte)data.Length, 0, 0, 0, .. data];
        BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(4), copy.Length - 8);
        return copy;
    }
}
