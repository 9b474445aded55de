using System.Buffers.Binary;

namespace ImageGen.Imaging;

/// <summary>
/// Takes a few bytes from the end of a WebP's coded pixels. An encoder writes what is needed and no more: when the decoder does without
/// them, it has lost its way among foreign bytes before. (Any bits decode to some pixels, so that nothing else shows it.)
/// </summary>
internal static class WebpData
{
    /// <summary>More than an encoder writes beyond what is needed.</summary>
    private const int Cut = 16;

    private const int FileHeader = 12;
    private const int ChunkHeader = 8;

    /// <summary>The image with each of its chunks of coded pixels cut in turn; each of them must be impossible to decode.</summary>
    public static IEnumerable<byte[]> CutCopies(ReadOnlyMemory<byte> webp)
    {
        for (var at = FileHeader; webp.Length - at >= ChunkHeader;)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(webp.Span[(at + 4)..]), webp.Length - at - ChunkHeader);
            if (IsPixels(webp.Span[at..]) && length > 4 * Cut)
            {
                yield return CutCopy(webp.Span, at, length - Cut);
            }

            at = (int)Math.Min(webp.Length, at + (long)ChunkHeader + length + (length & 1));
        }
    }

    private static byte[] CutCopy(ReadOnlySpan<byte> webp, int at, int length)
    {
        var data = webp.Slice(at + ChunkHeader, length);
        var rest = webp[Math.Min(webp.Length, at + ChunkHeader + length + Cut + (length & 1))..];
        byte[] copy = [.. webp[..(at + ChunkHeader)], .. data, .. new byte[length & 1], .. rest];
        BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(at + 4), length);
        BinaryPrimitives.WriteInt32LittleEndian(copy.AsSpan(4), copy.Length - ChunkHeader);
        return copy;
    }

    private static bool IsPixels(ReadOnlySpan<byte> chunk) =>
        chunk.StartsWith("VP8 "u8) || chunk.StartsWith("VP8L"u8) || chunk.StartsWith("ALPH"u8);
}
