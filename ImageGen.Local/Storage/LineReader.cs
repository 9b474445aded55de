using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace ImageGen.Local.Storage;

/// <summary>Reads the lines of a file from a place on, up to a limit. A last line without line feed is none.</summary>
internal sealed class LineReader(SafeFileHandle file, long from, long limit) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private long _offset = from;
    private int _next;
    private int _filled;

    /// <summary>Where the line that was read last begins.</summary>
    public long Start { get; private set; } = from;

    /// <summary>Behind its line feed.</summary>
    public long End { get; private set; } = from;

    /// <summary>The next line without its line feed; valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_next, _filled - _next).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_next, length);
                Start = _offset + _next;
                _next += length + 1;
                End = _offset + _next;
                return true;
            }

            if (!Fill())
            {
                line = default;
                return false;
            }
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private bool Fill()
    {
        var rest = _buffer.AsSpan(_next, _filled - _next);
        if (rest.Length == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            rest.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        else
        {
            rest.CopyTo(_buffer);
        }

        _offset += _next;
        _filled -= _next;
        _next = 0;
        var room = (int)Math.Min(_buffer.Length - _filled, limit - _offset - _filled);
        var read = room <= 0 ? 0 : RandomAccess.Read(file, _buffer.AsSpan(_filled, room), _offset + _filled);
        _filled += read;
        return read > 0;
    }
}
