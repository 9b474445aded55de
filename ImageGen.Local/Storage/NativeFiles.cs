using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ImageGen.Local.Storage;

/// <summary>
/// The two calls that .NET lacks: it opens no folder (so it cannot flush one), and it makes no hard link. A rename is durable only
/// when the folder that holds the name has been flushed. Windows journals names by itself and has neither call here.
/// </summary>
internal static class NativeFiles
{
    private const int ReadOnly = 0;

    /// <summary>Flushes the names in a folder to the disk. No file system that refuses this (some network ones do) is an error.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(Terminated(path), ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"{new Win32Exception(Marshal.GetLastPInvokeError()).Message}: '{path}'", Marshal.GetLastPInvokeError());
        }

        _ = FSync(descriptor);
        _ = Close(descriptor);
    }

    /// <summary>Gives a file a second name; false where that is not possible, so that the caller copies instead.</summary>
    public static bool TryLink(string existing, string name) =>
        !OperatingSystem.IsWindows() && Link(Terminated(existing), Terminated(name)) == 0;

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "link", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(byte[] existing, byte[] name);
}
