using ImageGen.Core.Generation;

namespace ImageGen.Local.Storage.Images;

/// <summary>Puts an image in its place, and the one before among the versions.</summary>
/// <param name="reader">Describes the existing files.</param>
/// <param name="turns">Whose turn it is.</param>
/// <param name="taken">The folder that has to be there, as in <see cref="TempFile"/>; null: any.</param>
internal sealed class ImageWriter(ImageReader reader, StyleTurns turns, string? taken)
{
    public async Task<StoredImage> WriteAsync(
        ProjectPaths paths, ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance? provenance, bool keepOld,
        CancellationToken cancellationToken)
    {
        var target = paths.Image(name, format);
        var sidecarPath = paths.Sidecar(name.Style, target);
        paths.RefuseLinks(Path.GetDirectoryName(target)!);
        paths.RefuseLinks(Path.GetDirectoryName(sidecarPath)!);
        using var image = await TempFile.WriteAsync(target, bytes, cancellationToken, taken);
        var sidecar = new Sidecar(Path.GetFileName(target), bytes.Length, ImageReader.ETagOf(bytes.Span), image.Modified, provenance);
        using var metadata = await TempFile.WriteAsync(sidecarPath, sidecar.ToBytes(), cancellationToken, taken);
        using (await turns.TakeAsync(paths, name.Style, cancellationToken))
        {
            var files = ImageFolder.Of(paths, name);
            ImageReader.FileImage[] images = [.. reader.Describe(files, paths, sidecarPath)];
            if (!keepOld && images is [var winner, ..])
            {
                return winner.Image;
            }

            foreach (var old in images.Where(old => old.Image.ETag != sidecar.ETag))
            {
                await ImageVersions.KeepAsync(paths, name, old, cancellationToken);
            }

            PutAside(files.Where(file => images.All(old => old.File != file)));
            metadata.MoveTo(sidecarPath);
            NativeFiles.FlushFolder(Path.GetDirectoryName(sidecarPath)!);
            image.MoveTo(target);
            foreach (var former in files.Where(file => file.FullName != target))
            {
                former.Delete();
            }
        }

        NativeFiles.FlushFolder(Path.GetDirectoryName(target)!);
        return new StoredImage(paths.Relative(target), format, bytes.Length, sidecar.ETag, sidecar.StoredAt, provenance);
    }

    /// <summary>
    /// Keeps files that have the image's name and are no images: a person may need them. Only empty files and links are replaced.
    /// </summary>
    private static void PutAside(IEnumerable<FileInfo> files)
    {
        foreach (var file in files.Where(file => file.LinkTarget is null && file.Length > 0))
        {
            Corrupt.SetAside(file.FullName);
        }
    }
}
