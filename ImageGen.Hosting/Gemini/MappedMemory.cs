using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace ImageGen.Hosting.Gemini;

/// <summary>A file's bytes as memory that the system pages in and out: nothing of it is on the heap.</summary>
/// <remarks>
/// To be read only. Thread-safe. What uses it after its end gets an <see cref="ObjectDisposedException"/>; what has pinned it (a socket
/// that is still sending) keeps it until it lets go.
/// </remarks>
internal sealed unsafe class MappedMemory : MemoryManager<byte>
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _length;
    private int _isDisposed;

    /// <param name="file">Stays open, and is not written to while this lives.</param>
    /// <param name="length">Its bytes, 1 or more.</param>
    public MappedMemory(FileStream file, int length)
    {
        _file = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
        _length = length;
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        return new Span<byte>(_start, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        var isHeld = false;
        _view.SafeMemoryMappedViewHandle.DangerousAddRef(ref isHeld);
        return new MemoryHandle(_start + elementIndex, pinnable: this);
    }

    public override void Unpin() => _view.SafeMemoryMappedViewHandle.DangerousRelease();

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0 && disposing)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }
}
