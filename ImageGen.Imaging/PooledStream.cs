using System.Buffers;

namespace ImageGen.Imaging;

/// <summary>
/// Takes what the library encodes into an array of the pool, which is used again: a new one for each image would stay for long.
/// </summary>
/// <param name="guess">Bytes that will do, as a rule.</param>
internal sealed class PooledStream(long guess) : Stream, IMemoryOwner<byte>
{
    private byte[]? _bytes = ArrayPool<byte>.Shared.Rent((int)Math.Max(guess, 64 * 1024));
    private int _length;

    public Memory<byte> Memory => Bytes.AsMemory(0, _length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    private byte[] Bytes => _bytes ?? throw new ObjectDisposedException(nameof(PooledStream));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Bytes.Length - _length < buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + buffer.Length, (int)Math.Min(Array.MaxLength, Bytes.Length * 2L)));
            Memory.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(Bytes);
            _bytes = larger;
        }

        buffer.CopyTo(Bytes.AsSpan(_length));
        _length += buffer.Length;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = null;
        }

        base.Dispose(disposing);
    }
}
