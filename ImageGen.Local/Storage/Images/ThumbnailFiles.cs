using ImageGen.Core.Generation;

namespace ImageGen.Local.Storage.Images;

/// <summary>Thumbnails of a project, in <c>.imagegen/thumbnails/{style}/Shot_{shot}/Beat_{beat}-{etag}.webp</c>.</summary>
internal sealed class ThumbnailFiles(DataFolder data) : IThumbnailStore
{
    public async Task<ReadOnlyMemory<byte>?> FindAsync(ImageName name, string etag, CancellationToken cancellationToken)
    {
        var paths = new ProjectPaths(data.Project(name.Project));
        var path = PathOf(paths, name, etag);
        try
        {
            if (paths.LeadsThroughLink(path) || !RegularFile.HasContent(path))
            {
                return null;
            }

            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Reading(path, e);
        }
    }

    public async Task SaveAsync(ImageName name, string etag, ReadOnlyMemory<byte> thumbnail, CancellationToken cancellationToken)
    {
        var paths = new ProjectPaths(data.Project(name.Project));
        var path = PathOf(paths, name, etag);
        try
        {
            data.RequireThere();
            paths.RefuseLinks(Path.GetDirectoryName(path)!);
            await TempFile.ReplaceAsync(path, thumbnail, cancellationToken, data.Taken);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(path, e);
        }
    }

    /// <summary>Deletes a thumbnail. No harm if there is none.</summary>
    public static void Delete(ProjectPaths paths, ImageName name, string etag)
    {
        var path = PathOf(paths, name, etag);
        if (!paths.LeadsThroughLink(path) && File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private static string PathOf(ProjectPaths paths, ImageName name, string etag) =>
        Path.Combine(paths.Thumbnails(name), $"Beat_{name.Beat.Value}-{string.Concat(etag.Where(char.IsAsciiLetterOrDigit))}.webp");
}
