using ImageGen.Core.Generation;

namespace ImageGen.Local.Storage.Images;

/// <summary>Finds images by name in the folders of their project.</summary>
internal sealed class ImageFinder(DataFolder data, ImageReader reader)
{
    /// <summary>Describes files.</summary>
    public ImageReader Reader => reader;

    /// <summary>The image in one folder; null: there is none.</summary>
    public ImageReader.FileImage? Find(ProjectPaths paths, ImageName name)
    {
        var files = paths.LeadsThroughLink(paths.Shot(name)) ? [] : ImageFolder.Of(paths, name);
        return files.Length == 0 ? null : Reader.Describe(files, paths, paths.Sidecar(name.Style, files[0].FullName)).FirstOrDefault();
    }

    /// <summary>The same project under other spellings.</summary>
    public IEnumerable<ProjectPaths> Others(ProjectName project) => data.OtherFolders(project).Select(folder => new ProjectPaths(folder));

    /// <summary>The image, wherever its project is spelled so that it has one.</summary>
    public ImageReader.FileImage? FindInAny(ProjectPaths paths, ImageName name) =>
        Others(name.Project).Prepend(paths).Select(p => Find(p, name)).FirstOrDefault(found => found is not null);

    /// <summary>All images of a style.</summary>
    public Dictionary<BeatId, StoredImage> List(ProjectPaths paths, ImageStyle style, CancellationToken cancellationToken)
    {
        var found = new Dictionary<BeatId, StoredImage>();
        foreach (var files in ImageFolder.Of(paths, style))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var image = Reader.Describe(files, paths, paths.Sidecar(style, files.First().FullName)).FirstOrDefault()?.Image;
            if (image is not null && (!found.TryGetValue(files.Key.Beat, out var other) || IsNewer(image, other)))
            {
                found[files.Key.Beat] = image;
            }
        }

        return found;
    }

    /// <summary>A beat that moved to another shot may have an image in each; the newer one counts.</summary>
    private static bool IsNewer(StoredImage image, StoredImage other) =>
        (image.StoredAt, other.Path).CompareTo((other.StoredAt, image.Path)) > 0;

    /// <summary>The file, to be read; null: there is none.</summary>
    public static FileStream? Open(string? path)
    {
        try
        {
            return path is null
                ? null
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
