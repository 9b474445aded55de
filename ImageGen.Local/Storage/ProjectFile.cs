namespace ImageGen.Local.Storage;

/// <summary>Writes and deletes single files of a project's folder, never through a link.</summary>
internal static class ProjectFile
{
    /// <summary>The full path of a path within the project, which has <c>/</c> on every system.</summary>
    public static string FullPath(ProjectPaths paths, string path) => Path.Combine([paths.Folder, .. path.Split('/')]);

    /// <param name="data">The data folder.</param>
    /// <param name="paths">The project.</param>
    /// <param name="path">Within the project.</param>
    /// <param name="bytes">The whole file.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static async Task WriteAsync(
        DataFolder data, ProjectPaths paths, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var full = FullPath(paths, path);
        try
        {
            data.RequireThere();
            paths.RefuseLinks(full);
            await TempFile.ReplaceAsync(full, bytes, cancellationToken, data.Taken);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(full, e);
        }
    }

    public static void Delete(ProjectPaths paths, string path)
    {
        var full = FullPath(paths, path);
        try
        {
            if (File.Exists(full))
            {
                paths.RefuseLinks(full);
                File.Delete(full);
            }
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(full, e);
        }
    }
}
