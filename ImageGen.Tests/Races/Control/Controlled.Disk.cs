using ImageGen.Local.Storage;
using Microsoft.Win32.SafeHandles;

namespace ImageGen.Tests.Races.Control;

/// <content>What writes files.</content>
internal static partial class Controlled
{
    public static void FlushToDisk(SafeFileHandle file)
    {
        if (!IsOnDisk(nameof(RandomAccess.FlushToDisk)))
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    public static void SetLength(SafeFileHandle file, long length)
    {
        IsOnDisk(nameof(RandomAccess.SetLength));
        RandomAccess.SetLength(file, length);
    }

    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            IsOnDisk(nameof(RandomAccess.Write));
        }
        catch (IOException)
        {
            // A full disk takes what has room.
            RandomAccess.Write(file, bytes[..(bytes.Length / 2)], offset);
            throw;
        }

        RandomAccess.Write(file, bytes, offset);
    }

    public static void FlushFolder(string path)
    {
        if (Interleaving.Mine is null)
        {
            NativeFiles.FlushFolder(path);
        }
    }

    public static ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken)
    {
        if (Interleaving.Mine is null)
        {
            return RandomAccess.WriteAsync(file, bytes, offset, cancellationToken);
        }

        Interleaving.Point("RandomAccess.WriteAsync");
        RandomAccess.Write(file, bytes.Span, offset);
        return ValueTask.CompletedTask;
    }

    private static bool IsOnDisk(string member)
    {
        Interleaving.Point(member);
        Interleaving.Mine?.Owner.OnDisk(member);
        return Interleaving.Mine is not null;
    }
}
