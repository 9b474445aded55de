using System.Collections.Concurrent;
using ImageGen.Core.Generation;

namespace ImageGen.Local.Storage.Images;

/// <summary>Images in a folder for each project.</summary>
/// <remarks>
/// A save writes image and metadata under hidden names and flushes them, and only then renames: metadata first, so that no image is
/// ever without it, then the image, which is the moment at which the beat is finished. A crash in between leaves metadata that describes
/// other bytes than those under the name, and such metadata counts for nothing.
/// </remarks>
/// <param name="data">The folder of the projects.</param>
/// <param name="styleReference">A file that a person named for every project and style; null: none.</param>
/// <param name="codec">Decodes files that this program did not store and what seems damaged; null: the structure decides.</param>
/// <param name="styleReferences">Files for projects that have no style reference of their own, by style; null: none.</param>
internal sealed class FileImageStore(
    DataFolder data,
    string? styleReference = null,
    IImageCodec? codec = null,
    IReadOnlyDictionary<ImageStyle, string>? styleReferences = null) : IImageStore
{
    /// <summary>The size of a small image: a disk without room for that is full.</summary>
    private static readonly byte[] Probe = new byte[64 * 1024];

    private readonly StyleTurns _turns = new();
    private readonly ImageFinder _finder = new(data, new ImageReader(codec));
    private readonly StyleReferenceFile _styleReference = new(styleReference, codec, styleReferences);
    private readonly ConcurrentDictionary<ProjectName, Lazy<int>> _cleaned = new();

    public IReferenceFiles References { get; } = new ReferenceFiles(data);

    /// <summary>How many images had to be read to know what they are.</summary>
    public int FilesRead => _finder.Reader.FilesRead;

    public Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
        ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        ReadingAsync(
            project,
            IReadOnlyDictionary<BeatId, StoredImage> (paths) =>
            {
                CleanUpOnce(project);
                var found = _finder.List(paths, style, cancellationToken);
                foreach (var (beat, image) in _finder.Others(project).SelectMany(other => _finder.List(other, style, cancellationToken)))
                {
                    found.TryAdd(beat, image);
                }

                return found;
            },
            cancellationToken);

    public Task<StoredImage?> FindAsync(ImageName name, CancellationToken cancellationToken) =>
        ReadingAsync(name.Project, paths => _finder.FindInAny(paths, name)?.Image, cancellationToken);

    public Task<ImmutableArray<StoredImage>> VersionsAsync(ImageName name, CancellationToken cancellationToken) =>
        ReadingAsync(
            name.Project,
            paths => _finder.Others(name.Project).Prepend(paths).SelectMany(p => ImageVersions.List(_finder.Reader, p, name))
                .ToImmutableArray(),
            cancellationToken);

    public Task<StyleReferenceImage?> StyleReferenceAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        ReadingAsync(
            project,
            paths =>
                _styleReference.Read(
                    data.OtherFolders(project).Prepend(paths.Folder).FirstOrDefault(StyleReferenceFile.IsIn) ?? paths.Folder, style),
            cancellationToken);

    public async Task<StyleReferenceImage?> DefaultStyleReferenceAsync(ImageStyle style, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => _styleReference.ReadDefault(style), cancellationToken);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Reading(styleReferences![style], e);
        }
    }

    public Task<Stream?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken) =>
        ReadingAsync(
            name.Project,
            Stream? (paths) => ImageFinder.Open(version is null
                ? _finder.FindInAny(paths, name)?.File.FullName
                : _finder.Others(name.Project).Prepend(paths).Select(
                    p => ImageVersions.Find(p, name, version)).FirstOrDefault(file => file is not null)),
            cancellationToken);

    public Task<StoredImage> SaveAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, bool keepOld,
        CancellationToken cancellationToken) =>
        WritingAsync(
            name.Project,
            paths => paths.Image(name, format),
            async paths =>
            {
                CleanUpOnce(name.Project);
                return !keepOld && _finder.FindInAny(paths, name) is { } existing
                    ? existing.Image
                    : await Writer().WriteAsync(paths, name, bytes, format, provenance, keepOld, cancellationToken);
            });

    public Task<StoredImage> SaveBesideAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, CancellationToken cancellationToken) =>
        WritingAsync(
            name.Project,
            paths => paths.Versions(name),
            paths =>
            {
                CleanUpOnce(name.Project);
                return ImageVersions.AddAsync(paths, name, bytes, format, provenance, cancellationToken);
            });

    public Task<StoredImage?> RestoreAsync(ImageName name, string etag, CancellationToken cancellationToken) =>
        WritingAsync(
            name.Project,
            paths => paths.Shot(name),
            async paths =>
            {
                var current = _finder.FindInAny(paths, name)?.Image;
                if (current?.ETag != etag)
                {
                    if (ImageVersions.List(_finder.Reader, paths, name).FirstOrDefault(v => v.ETag == etag) is not { } version
                        || ImageVersions.Find(paths, name, version.Version!) is not { } file)
                    {
                        return null;
                    }

                    var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
                    current = await Writer().WriteAsync(
                        paths, name, bytes, version.Format, version.Provenance, keepOld: true, cancellationToken);
                }

                // It is in its place; what a crash leaves here is deleted when it is restored again.
                foreach (var placed in ImageVersions.List(_finder.Reader, paths, name).Where(v => v.ETag == etag).ToArray())
                {
                    ImageVersions.Delete(paths, name, placed.Version!);
                }

                return current;
            });

    public Task ProbeAsync(ProjectName project, ImageStyle style, IReadOnlySet<ShotId> shots, CancellationToken cancellationToken)
    {
        string? folder = null;
        return WritingAsync(
            project,
            paths => folder ?? paths.Images(style),
            async paths =>
            {
                foreach (var destination in paths.Destinations(style, shots))
                {
                    folder = destination;
                    paths.RefuseLinks(folder);
                    using (await TempFile.WriteAsync(Path.Combine(folder, "probe"), Probe, cancellationToken, data.Taken))
                    {
                    }
                }

                return true;
            });
    }

    public Task DeleteAsync(ImageName name, string runId, CancellationToken cancellationToken) =>
        WritingAsync(
            name.Project,
            paths => paths.Shot(name),
            async paths =>
            {
                paths.RefuseLinks(paths.Shot(name));
                using var turn = await _turns.TakeAsync(paths, name.Style, cancellationToken);
                foreach (var image in ImageVersions.List(_finder.Reader, paths, name).Where(v => v.Provenance?.RunId == runId).ToArray())
                {
                    ImageVersions.Delete(paths, name, image.Version!);
                    ThumbnailFiles.Delete(paths, name, image.ETag);
                }

                if (_finder.Find(paths, name) is { } current && current.Image.Provenance?.RunId == runId)
                {
                    // The image first: metadata without one counts for nothing.
                    current.File.Delete();
                    File.Delete(paths.Sidecar(name.Style, current.File.FullName));
                    ThumbnailFiles.Delete(paths, name, current.Image.ETag);
                }

                return true;
            });

    /// <summary>
    /// Deletes the temporary files of processes that died while they saved images of <paramref name="project"/>. The first listing or save
    /// of each project does it too.
    /// </summary>
    public int CleanUp(ProjectName project)
    {
        var paths = new ProjectPaths(data.Project(project));
        return TempFile.Sweep(Path.Combine(paths.Folder, ImageName.Root))
            + TempFile.Sweep(Path.Combine(paths.Folder, ReferencePath.Folder))
            + TempFile.Sweep(Path.Combine(paths.Control, "images"))
            + TempFile.Sweep(Path.Combine(paths.Control, "versions"))
            + TempFile.Sweep(Path.Combine(paths.Control, "thumbnails"))
            + TempFile.Sweep(Path.Combine(paths.Control, "rejected"));
    }

    /// <summary>True: nothing is deleted, not even temporary files of a killed process.</summary>
    public bool IsReadOnly { get; init; }

    private void CleanUpOnce(ProjectName project) =>
        _ = IsReadOnly ? 0 : _cleaned.GetOrAdd(project, p => new Lazy<int>(() => CleanUp(p))).Value;

    private ImageWriter Writer() => new(_finder.Reader, _turns, data.Taken);

    private Task<T> ReadingAsync<T>(ProjectName project, Func<ProjectPaths, T> read, CancellationToken cancellationToken)
    {
        var folder = data.Project(project);
        return Task.Run(
            () =>
            {
                try
                {
                    return read(new ProjectPaths(folder));
                }
                catch (Exception e) when (StorageFault.Is(e))
                {
                    throw StorageFault.Reading(folder, e);
                }
            },
            cancellationToken);
    }

    /// <param name="project">The project.</param>
    /// <param name="place">The path that a fault of the disk is reported for.</param>
    /// <param name="write">Writes.</param>
    private async Task<T> WritingAsync<T>(ProjectName project, Func<ProjectPaths, string> place, Func<ProjectPaths, Task<T>> write)
    {
        var paths = new ProjectPaths(data.Project(project));
        try
        {
            data.RequireThere();
            return await write(paths);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(place(paths), e);
        }
    }
}
