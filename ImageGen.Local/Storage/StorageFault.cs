namespace ImageGen.Local.Storage;

/// <summary>Says what a file system's refusal means to the person at the keyboard: which path, and what to do.</summary>
internal static class StorageFault
{
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaOnMac = 69;
    private const int QuotaOnLinux = 122;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullOnWindows = unchecked((int)0x80070027);

    /// <summary>True for what a disk, its rights or its folders cause, as opposed to a bug.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    public static UserException Writing(string path, Exception exception) => new(
        exception switch
        {
            IOException { HResult: NoSpace or QuotaOnLinux or QuotaOnMac or DiskFullOnWindows or HandleDiskFullOnWindows } =>
                $"The disk is full: {path} cannot be written. What was stored before is whole. Free some space.",
            IOException { HResult: ReadOnlyFileSystem } =>
                $"{path} lies on a read-only file system. Choose another folder (--out, --data or ImageGen__Data), or mount it writable.",
            UnauthorizedAccessException =>
                $"There is no right to write {path}. Give the account that runs ImageGen write access, or choose another folder (--out, "
                    + "--data or ImageGen__Data).",
            IOException when FileInTheWay(path) is { } file =>
                $"{path} cannot be written because {file} is a file, not a folder. Move that file away, or choose another folder.",
            PathTooLongException =>
                $"{path} is too long a path for this system. Choose a folder with a shorter path (--out, --data or ImageGen__Data).",
            _ => $"{path} cannot be written ({exception.Message}). Check the disk and the folder.",
        },
        exception);

    public static UserException Reading(string path, Exception exception) => new(
        exception is UnauthorizedAccessException
            ? $"There is no right to read {path}. Give the account that runs ImageGen read access to it."
            : $"{path} cannot be read ({exception.Message}). Check the disk and the folder.",
        exception);

    private static string? FileInTheWay(string path)
    {
        for (var folder = Path.GetDirectoryName(path); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }
}
