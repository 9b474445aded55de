using System.Buffers.Binary;
using ImageGen.Imaging;
using NetVips;

namespace ImageGen.Simulator.Drawing;

/// <summary>Damages encoded images as lost blocks, faulty caches and broken connections do. The same seed gives the same damage.</summary>
internal static class Damage
{
    /// <summary>How far in front of a WebP's coded pixels the start code of its frame is.</summary>
    private const int StartCode = 13;

    /// <summary>Between a tenth and nine tenths of the coded pixels, and nothing behind them.</summary>
    public static byte[] Truncate(ReadOnlySpan<byte> image, AnswerFormat format, ulong seed)
    {
        var (from, to) = Pixels(image, format);
        return [.. image[..(from + At(to - from, 0.1f, 0.9f, seed))]];
    }

    /// <summary>Zeros from somewhere in the first two thirds of the coded pixels to their end.</summary>
    public static byte[] Zero(ReadOnlySpan<byte> image, AnswerFormat format, ulong seed)
    {
        var (from, to) = Pixels(image, format);
        byte[] copy = [.. image];
        copy.AsSpan((from + At(to - from, 0.02f, 0.66f, seed))..to).Clear();
        return copy;
    }

    /// <summary>
    /// Flips bits, more and more of them, until a strict decoder objects: a few can pass for other pixels. Of a WebP any number can, so
    /// that its start code is hit too.
    /// </summary>
    public static byte[] Flip(ReadOnlySpan<byte> image, AnswerFormat format, ulong seed)
    {
        var (from, to) = Pixels(image, format);
        byte[] copy = [.. image];
        var random = new SeededRandom(seed ^ 0xF11B);
        if (format == AnswerFormat.Webp) copy[from - StartCode + random.Below(3)] ^= 0x5A;
        do
        {
            for (var i = 0; i < 8; i++) copy[from + random.Below(to - from)] ^= (byte)(1 + random.Below(255));
        }
        while (StrictDecode.IsDecoded(copy, Enums.FailOn.Warning));
        return copy;
    }

    /// <summary>Takes off what says that the image ends, which a WebP has not: no pixel is missing.</summary>
    public static byte[] CutEnd(ReadOnlySpan<byte> image, AnswerFormat format) => format switch
    {
        AnswerFormat.Jpeg => [.. image[..^2]],
        AnswerFormat.Png => [.. image[..image.LastIndexOf("IEND"u8)][..^4]],
        _ => [.. image],
    };

    private static int At(int length, float low, float high, ulong seed) =>
        (int)(length * new SeededRandom(seed ^ 0xDA3A6E).Between(low, high));

    /// <summary>Where the coded pixels are: from, to.</summary>
    private static (int From, int To) Pixels(ReadOnlySpan<byte> image, AnswerFormat format)
    {
        switch (format)
        {
            case AnswerFormat.Png:
                return (image.IndexOf("IDAT"u8) + 6, image.LastIndexOf("IEND"u8) - 8);
            case AnswerFormat.Webp:
                var chunk = image.IndexOf("VP8 "u8);
                return (chunk + 24, chunk + 8 + BinaryPrimitives.ReadInt32LittleEndian(image[(chunk + 4)..]));
            default:
                var at = 2;
                while (image[at + 1] != 0xDA) at += 2 + BinaryPrimitives.ReadUInt16BigEndian(image[(at + 2)..]);
                return (at + 2 + BinaryPrimitives.ReadUInt16BigEndian(image[(at + 2)..]), image.Length - 2);
        }
    }
}
