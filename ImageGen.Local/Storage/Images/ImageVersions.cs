using ImageGen.Core.Generation;

namespace ImageGen.Local.Storage.Images;

/// <summary>Older images of a name: <c>{time}-{etag}.png</c> and its sidecar, in a folder of their own.</summary>
internal static class ImageVersions
{
    /// <summary>Keeps the current image as a version. Done twice it does nothing the second time.</summary>
    public static async Task KeepAsync(
        ProjectPaths paths, ImageName name, ImageReader.FileImage current, CancellationToken cancellationToken)
    {
        var (file, image) = current;
        var folder = paths.Versions(name);
        paths.RefuseLinks(folder);
        TempFile.CreateFolder(folder);
        var id = string.Create(CultureInfo.InvariantCulture, $"{image.StoredAt.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{image.ETag[..8]}");
        var kept = Path.Combine(folder, id + image.Format.Extension());
        var sidecar = new Sidecar(Path.GetFileName(kept), image.Length, image.ETag, image.StoredAt, image.Provenance);
        await TempFile.ReplaceAsync(SidecarOf(folder, id), sidecar.ToBytes(), cancellationToken);
        if (!File.Exists(kept) && !NativeFiles.TryLink(file.FullName, kept))
        {
            await TempFile.ReplaceAsync(kept, await File.ReadAllBytesAsync(file.FullName, cancellationToken), cancellationToken);
        }

        NativeFiles.FlushFolder(folder);
    }

    /// <summary>Stores an image as a version that was never the current one.</summary>
    public static async Task<StoredImage> AddAsync(
        ProjectPaths paths, ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance made,
        CancellationToken cancellationToken)
    {
        var folder = paths.Versions(name);
        paths.RefuseLinks(folder);
        TempFile.CreateFolder(folder);
        var etag = ImageReader.ETagOf(bytes.Span);
        var id = string.Create(CultureInfo.InvariantCulture, $"{made.GeneratedAt.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{etag[..8]}");
        var target = Path.Combine(folder, id + format.Extension());
        using var image = await TempFile.WriteAsync(target, bytes, cancellationToken);
        var sidecar = new Sidecar(Path.GetFileName(target), bytes.Length, etag, image.Modified, made);
        await TempFile.ReplaceAsync(SidecarOf(folder, id), sidecar.ToBytes(), cancellationToken);
        image.MoveTo(target);
        NativeFiles.FlushFolder(folder);
        return new StoredImage(paths.Relative(target), format, bytes.Length, etag, sidecar.StoredAt, made, id);
    }

    /// <summary>The newest first.</summary>
    public static IEnumerable<StoredImage> List(ImageReader reader, ProjectPaths paths, ImageName name)
    {
        var folder = new DirectoryInfo(paths.Versions(name));
        return !folder.Exists || paths.LeadsThroughLink(folder.FullName)
            ? []
            : folder.EnumerateFiles()
                .Where(file => IsVersion(Path.GetFileNameWithoutExtension(file.Name)) && file.Extension != ".json")
                .OrderByDescending(file => file.Name, StringComparer.Ordinal)
                .Select(file => Describe(reader, paths, file))
                .OfType<StoredImage>();
    }

    /// <summary>The path of a version's image; null when there is none of that id, whatever the id is.</summary>
    public static string? Find(ProjectPaths paths, ImageName name, string version) =>
        !IsVersion(version) || paths.LeadsThroughLink(paths.Versions(name))
            ? null
            : ImageFormats.All
                .Select(format => new FileInfo(Path.Combine(paths.Versions(name), version + format.Extension())))
                .FirstOrDefault(file => file.LinkTarget is null && RegularFile.HasContent(file))?.FullName;

    /// <summary>Deletes a version. No harm if there is none.</summary>
    public static void Delete(ProjectPaths paths, ImageName name, string version)
    {
        if (Find(paths, name, version) is { } file)
        {
            File.Delete(file);
            File.Delete(SidecarOf(paths.Versions(name), version));
        }
    }

    private static StoredImage? Describe(ImageReader reader, ProjectPaths paths, FileInfo file)
    {
        var id = Path.GetFileNameWithoutExtension(file.Name);
        return reader.Describe([file], paths, SidecarOf(file.DirectoryName!, id), id).FirstOrDefault()?.Image;
    }

    private static string SidecarOf(string folder, string id) => Path.Combine(folder, id + ".json");

    private static bool IsVersion(string text) => text.Length is > 9 and <= 40 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
