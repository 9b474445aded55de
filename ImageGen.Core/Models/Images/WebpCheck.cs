using System.Buffers.Binary;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models.Images;

/// <summary>Walks a WebP's chunks: sizes must agree, and there must be an image or an animation.</summary>
internal static class WebpCheck
{
    private const int FileHeader = 12;
    private const int ChunkHeader = 8;

    public static ImageCheck Inspect(ReadOnlySpan<byte> webp)
    {
        var declared = BinaryPrimitives.ReadUInt32LittleEndian(webp[4..]) + 8L;
        if (declared > webp.Length)
        {
            return Broken("it ends before its end");
        }

        (long Width, long Height)? canvas = null;
        (long Width, long Height)? image = null;
        for (var at = FileHeader; at < declared;)
        {
            var rest = webp[at..];
            if (rest.Length < ChunkHeader || BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) > rest.Length - ChunkHeader)
            {
                return Broken($"it ends in the middle of the chunk at byte {at}");
            }

            var data = rest.Slice(ChunkHeader, BinaryPrimitives.ReadInt32LittleEndian(rest[4..]));
            if (rest.StartsWith("VP8X"u8))
            {
                canvas = data.Length >= 10 ? (1 + Int24(data[4..]), 1 + Int24(data[7..])) : (0, 0);
            }
            else if (rest.StartsWith("VP8 "u8) || rest.StartsWith("VP8L"u8))
            {
                if (SizeOf(data, isLossless: rest[3] == (byte)'L') is not { } size)
                {
                    return Broken("the header of its pixels is invalid");
                }

                image = size;
            }
            else if (rest.StartsWith("ANMF"u8))
            {
                image = canvas;
            }

            at += ChunkHeader + data.Length + (data.Length & 1);
        }

        if (image is not { } found)
        {
            return Broken("it has no pixels");
        }

        return canvas is { } c && c != found
            ? Broken("its sizes contradict each other")
            : ImageInspector.Sized(ImageFormat.Webp, found.Width, found.Height);
    }

    private static (long Width, long Height)? SizeOf(ReadOnlySpan<byte> data, bool isLossless)
    {
        if (isLossless)
        {
            if (data is not [0x2F, _, _, _, _, _, ..])
            {
                return null;
            }

            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return (1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF));
        }

        if (data is not [_, _, _, 0x9D, 0x01, 0x2A, _, _, _, _, _, ..])
        {
            return null;
        }

        // The lowest bit of the frame tag is 0 for a key frame; its upper 19 bits are the size of the first partition.
        var tag = Int24(data);
        return (tag & 1) == 0 && (tag >> 5) <= data.Length - 10
            ? (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF)
            : null;
    }

    private static long Int24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static ImageCheck.Broken Broken(string why) => new($"The WebP is damaged: {why}.", ImageFormat.Webp);
}
