using ImageGen.Core.Generation;

namespace ImageGen.Local.Storage.Images;

/// <summary>Files of reference images in a project's folder; those in a folder of another spelling are read, too.</summary>
internal sealed class ReferenceFiles(DataFolder data) : IReferenceFiles
{
    public async Task<ReferenceFile> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken)
    {
        ReferenceFile? first = null;
        foreach (var paths in PlacesOf(project))
        {
            var read = await ReadAsync(paths, path, cancellationToken);
            if (read is not ReferenceFile.Missing)
            {
                return read;
            }

            first ??= read;
        }

        return first!;
    }

    public Task<ImmutableArray<ReferenceEntry>> ListAsync(ProjectName project, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            var found = new Dictionary<string, ReferenceEntry>(StringComparer.Ordinal);
            foreach (var paths in PlacesOf(project))
            {
                foreach (var file in FilesIn(paths))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var path = paths.Relative(file.FullName);
                    found.TryAdd(path, new ReferenceEntry(path, file.Length, file.LastWriteTimeUtc));
                }
            }

            return found.Values.ToImmutableArray();
        },
        cancellationToken);

    public Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        ProjectFile.WriteAsync(data, new ProjectPaths(data.Project(project)), path, bytes, cancellationToken);

    public Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken)
    {
        foreach (var paths in PlacesOf(project))
        {
            ProjectFile.Delete(paths, path);
        }

        return Task.CompletedTask;
    }

    private IEnumerable<ProjectPaths> PlacesOf(ProjectName project) =>
        data.OtherFolders(project).Prepend(data.Project(project)).Select(folder => new ProjectPaths(folder));

    private static async Task<ReferenceFile> ReadAsync(ProjectPaths paths, string path, CancellationToken cancellationToken)
    {
        var full = ProjectFile.FullPath(paths, path);
        try
        {
            var file = new FileInfo(full);
            if (Directory.Exists(full))
            {
                return new ReferenceFile.Unusable("is a folder");
            }

            if (paths.LeadsThroughLink(full))
            {
                return new ReferenceFile.Unusable("is reached through a link, and only the project's own folder is read");
            }

            if (!file.Exists)
            {
                return new ReferenceFile.Missing();
            }

            // Never opened otherwise: a pipe would be waited for, and a device may never end.
            return !RegularFile.HasContent(file) ? new ReferenceFile.Unusable("is empty or no regular file (a pipe or a device, say)")
                : file.Length > IReferenceFiles.MaxBytes
                    ? new ReferenceFile.Unusable($"is larger than {IReferenceFiles.MaxBytes / (1024 * 1024)} MB")
                    : new ReferenceFile.Found(await File.ReadAllBytesAsync(full, cancellationToken));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ReferenceFile.Missing();
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Reading(full, e);
        }
    }

    private static FileInfo[] FilesIn(ProjectPaths paths)
    {
        var folder = new DirectoryInfo(Path.Combine(paths.Folder, ReferencePath.Folder));
        try
        {
            return !folder.Exists || paths.LeadsThroughLink(folder.FullName) ? []
                : [.. folder.EnumerateFiles().Where(file => file.LinkTarget is null && RegularFile.HasContent(file))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Reading(folder.FullName, e);
        }
    }
}
