using System.Buffers.Binary;

namespace ImageGen.Export.Animatics;

/// <summary>
/// Writes an animated WebP of frames that the image library has encoded, one after the other: the library itself would hold all of them.
/// </summary>
/// <remarks>https://developers.google.com/speed/webp/docs/riff_container</remarks>
internal sealed class WebpAnimation : IDisposable
{
    private const int FileHeader = 12;
    private const int ChunkHeader = 8;
    private const byte IsAnimated = 0x02;
    private const byte DoNotBlend = 0x02;

    // 24 bits of milliseconds.
    private const int LongestMs = (1 << 24) - 1;

    private readonly Stream _target;
    private readonly int _width;
    private readonly int _height;

    /// <summary>Begins the file. <paramref name="target"/> can seek, stays open, and is complete after <see cref="Dispose"/>.</summary>
    public WebpAnimation(Stream target, int width, int height)
    {
        (_target, _width, _height) = (target, width, height);
        _target.Write("RIFF\0\0\0\0WEBP"u8);
        Span<byte> header = stackalloc byte[10];
        header[0] = IsAnimated;
        Write24(header[4..], width - 1);
        Write24(header[7..], height - 1);
        Chunk("VP8X"u8, header);

        // The ground is black, and it plays again and again.
        Chunk("ANIM"u8, [0, 0, 0, 255, 0, 0]);
    }

    /// <summary>Adds a frame of the whole canvas.</summary>
    /// <param name="still">A WebP of the canvas's size.</param>
    /// <param name="milliseconds">How long it is shown; a longer time than the format can say is shown in several frames.</param>
    public void Add(ReadOnlySpan<byte> still, long milliseconds)
    {
        do
        {
            Frame(still, (int)Math.Min(milliseconds, LongestMs));
            milliseconds -= LongestMs;
        }
        while (milliseconds > 0);
    }

    /// <summary>Completes the file: its length stands at its beginning.</summary>
    public void Dispose()
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(length, checked((uint)(_target.Position - ChunkHeader)));
        _target.Position = 4;
        _target.Write(length);
        _target.Seek(0, SeekOrigin.End);
    }

    private void Frame(ReadOnlySpan<byte> still, int milliseconds)
    {
        var pixels = Pixels(still);
        Span<byte> header = stackalloc byte[16];
        Write24(header[6..], _width - 1);
        Write24(header[9..], _height - 1);
        Write24(header[12..], milliseconds);
        header[15] = DoNotBlend;
        Head("ANMF"u8, header.Length + pixels.Length);
        _target.Write(header);
        _target.Write(pixels);
    }

    /// <summary>The chunks of coded pixels, which end the file of a still image without metadata.</summary>
    private static ReadOnlySpan<byte> Pixels(ReadOnlySpan<byte> still)
    {
        for (var at = FileHeader; at + ChunkHeader <= still.Length;)
        {
            if (still[at..].StartsWith("VP8 "u8) || still[at..].StartsWith("VP8L"u8) || still[at..].StartsWith("ALPH"u8))
            {
                return still[at..];
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(still[(at + 4)..]);
            at += ChunkHeader + length + (length & 1);
        }

        throw new ArgumentException("Not a WebP with pixels.", nameof(still));
    }

    private void Chunk(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        Head(name, content.Length);
        _target.Write(content);
    }

    private void Head(ReadOnlySpan<byte> name, int length)
    {
        Span<byte> size = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, length);
        _target.Write(name);
        _target.Write(size);
    }

    private static void Write24(Span<byte> target, int value) =>
        (target[0], target[1], target[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
}
