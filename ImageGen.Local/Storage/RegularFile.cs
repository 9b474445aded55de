namespace ImageGen.Local.Storage;

/// <summary>
/// Tests whether a file can be read to its end: a named pipe in its place opens only when another process writes to it, and a device may
/// never end.
/// </summary>
internal static class RegularFile
{
    /// <summary>
    /// True for a file that has bytes; pipes, sockets and devices have a length of 0, and an empty file holds nothing to read.
    /// </summary>
    public static bool HasContent(FileInfo file) => file.Exists && SizeOf(file) > 0;

    /// <inheritdoc cref="HasContent(FileInfo)"/>
    public static bool HasContent(string path) => HasContent(new FileInfo(path));

    // The length of a link is its own.
    private static long SizeOf(FileInfo file) =>
        file.LinkTarget is null ? file.Length
        : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target.Length
        : 0;
}
