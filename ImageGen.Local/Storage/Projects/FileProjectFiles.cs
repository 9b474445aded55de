using ImageGen.Core.Api.Projects;

namespace ImageGen.Local.Storage.Projects;

/// <summary>Files in a project's folder, by paths that this program makes.</summary>
internal sealed class FileProjectFiles(DataFolder data) : IProjectFiles
{
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken)
    {
        var paths = new ProjectPaths(data.Project(project));
        var full = ProjectFile.FullPath(paths, path);
        try
        {
            var file = new FileInfo(full);
            if (!file.Exists || paths.LeadsThroughLink(full))
            {
                return null;
            }

            return file.Length <= IProjectFiles.MaxBytes
                ? await File.ReadAllBytesAsync(full, cancellationToken)
                : throw new UserException(
                    $"{full} has {file.Length / 1e6:0} MB; at most {IProjectFiles.MaxBytes / 1_000_000} MB are read. Make it smaller.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Reading(full, e);
        }
    }

    public Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        ProjectFile.WriteAsync(data, new ProjectPaths(data.Project(project)), path, bytes, cancellationToken);

    public Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken)
    {
        ProjectFile.Delete(new ProjectPaths(data.Project(project)), path);
        return Task.CompletedTask;
    }
}
