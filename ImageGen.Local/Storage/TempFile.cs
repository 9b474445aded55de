using Microsoft.Win32.SafeHandles;

namespace ImageGen.Local.Storage;

/// <summary>
/// A file that becomes visible all at once: written and flushed under a hidden name in the folder of its final name, then renamed.
/// While it is open it carries a lock that dies with the process, which shows <see cref="Sweep"/> that it is no orphan.
/// </summary>
internal sealed class TempFile : IDisposable
{
    private const string Prefix = ".imagegen-tmp-";
    private const FileShare WhileWritten = FileShare.Read | FileShare.Delete;

    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private bool _moved;

    private TempFile(string path, SafeFileHandle handle)
    {
        _path = path;
        _handle = handle;
    }

    /// <summary>When the bytes were written; the rename keeps it.</summary>
    public DateTimeOffset Modified => File.GetLastWriteTimeUtc(_handle);

    /// <summary>
    /// Writes <paramref name="bytes"/> to a new hidden file beside <paramref name="target"/> and flushes them to the disk.
    /// <paramref name="within"/>: see <see cref="CreateFolder"/>.
    /// </summary>
    public static async Task<TempFile> WriteAsync(
        string target, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken, string? within = null)
    {
        var folder = Path.GetDirectoryName(target)!;
        CreateFolder(folder, within);
        var file = Create(folder);
        try
        {
            await RandomAccess.WriteAsync(file._handle, bytes, fileOffset: 0, cancellationToken);
            RandomAccess.FlushToDisk(file._handle);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes a whole file under <paramref name="target"/>, in place of one that is there. Durable once it returns.
    /// <paramref name="within"/>: see <see cref="CreateFolder"/>.
    /// </summary>
    public static async Task ReplaceAsync(
        string target, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken, string? within = null)
    {
        using var file = await WriteAsync(target, bytes, cancellationToken, within);
        file.MoveTo(target);
        NativeFiles.FlushFolder(Path.GetDirectoryName(target)!);
    }

    /// <summary>Makes it visible under its final name, in place of what has that name. Durable when its folder has been flushed.</summary>
    public void MoveTo(string target)
    {
        File.Move(_path, target, overwrite: true);
        _moved = true;
    }

    public void Dispose()
    {
        if (!_moved)
        {
            File.Delete(_path);
        }

        _handle.Dispose();
    }

    /// <summary>Creates a folder and those above it, so that they survive a power cut.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="within">A folder that was there and is not to be made again; null: whatever is missing is made.</param>
    /// <exception cref="DirectoryNotFoundException"><paramref name="within"/> is gone.</exception>
    public static void CreateFolder(string path, string? within = null)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (path == within)
        {
            throw new DirectoryNotFoundException($"{path} is gone");
        }

        var parent = Path.GetDirectoryName(path);
        if (string.IsNullOrEmpty(parent))
        {
            return;
        }

        CreateFolder(parent, within);
        Directory.CreateDirectory(path);
        NativeFiles.FlushFolder(parent);
    }

    /// <summary>
    /// Deletes what a process left behind that died while it wrote, in <paramref name="folder"/> and, if asked, below. Returns how many.
    /// </summary>
    public static int Sweep(string folder, bool below = true)
    {
        if (!Directory.Exists(folder))
        {
            return 0;
        }

        var everything = new EnumerationOptions
        {
            RecurseSubdirectories = below,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = true,
        };
        return Directory.EnumerateFiles(folder, Prefix + "*", everything).Count(TryDeleteOrphan);
    }

    /// <summary>A file is created and locked in two steps, and between them a sweep takes it for an orphan: then once more.</summary>
    private static TempFile Create(string folder)
    {
        while (true)
        {
            try
            {
                var path = Path.Combine(folder, Prefix + Guid.NewGuid().ToString("n"));
                var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, WhileWritten);
                if (File.Exists(path))
                {
                    return new TempFile(path, handle);
                }

                handle.Dispose();
            }
            catch (IOException e) when (FileLock.IsTaken(e))
            {
            }
        }
    }

    private static bool TryDeleteOrphan(string path)
    {
        try
        {
            using (File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.None))
            {
                File.Delete(path);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
