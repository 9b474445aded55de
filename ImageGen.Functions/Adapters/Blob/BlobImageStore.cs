using Azure.Storage.Blobs;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>
/// Images in Blob Storage. A blob appears whole or not at all; one is only replaced on the condition that it is still the one that was
/// read, and kept as a version before. What is known of an image is in its blob's metadata, so that one listing returns all of a style.
/// </summary>
internal sealed class BlobImageStore : IImageStore
{
    private readonly BlobPlace _place;
    private readonly TimeProvider _time;
    private readonly BlobImageNames _names;
    private readonly BlobImageFinder _finder;
    private readonly BlobImageVersions _versions;
    private readonly BlobStyleReferences _styleReferences;

    /// <param name="containers">The containers of the blobs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="codec">Decodes blobs that this program did not store; null: their structure is checked.</param>
    /// <param name="styleReferences">
    /// Blobs, below the prefix, for projects that have no style reference of their own, by style; null: none.
    /// </param>
    public BlobImageStore(
        BlobContainers containers,
        TimeProvider time,
        IImageCodec? codec = null,
        IReadOnlyDictionary<ImageStyle, string>? styleReferences = null)
    {
        (_place, _time) = (containers.Images, time);
        _names = new BlobImageNames(_place.Prefix);
        _finder = new BlobImageFinder(_names, time, codec);
        _versions = new BlobImageVersions(_names, _finder);
        _styleReferences = new BlobStyleReferences(_place, codec, styleReferences);
        References = new BlobReferenceFiles(_place);
    }

    public IReferenceFiles References { get; }

    public Task<StyleReferenceImage?> StyleReferenceAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        _styleReferences.ReadAsync(project, style, cancellationToken);

    public Task<StyleReferenceImage?> DefaultStyleReferenceAsync(ImageStyle style, CancellationToken cancellationToken) =>
        _styleReferences.ReadDefaultAsync(style, cancellationToken);

    public Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
        ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        _place.UseAsync(container => _finder.ListAsync(container, project, style, cancellationToken), cancellationToken);

    public Task<StoredImage?> FindAsync(ImageName name, CancellationToken cancellationToken) => _place.UseAsync(
        async container => (await _finder.CurrentAsync(container, name, cancellationToken))?.Image, cancellationToken);

    public Task<ImmutableArray<StoredImage>> VersionsAsync(ImageName name, CancellationToken cancellationToken) =>
        _place.UseAsync(container => _versions.ListAsync(container, name, cancellationToken), cancellationToken);

    public Task<Stream?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken) => _place.UseAsync(
        async container =>
        {
            var blob = version is null
                ? (await _finder.CurrentAsync(container, name, cancellationToken))?.Name
                : _versions.BlobOf(name, version);
            return blob is null ? null : await container.GetBlobClient(blob).OpenOrNullAsync(cancellationToken);
        },
        cancellationToken);

    public Task<StoredImage> SaveAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, bool keepOld,
        CancellationToken cancellationToken) =>
        _place.UseAsync(container => SaveAsync(container, name, bytes, format, provenance, keepOld, cancellationToken), cancellationToken);

    public Task<StoredImage> SaveBesideAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, CancellationToken cancellationToken) =>
        _place.UseAsync(
            container => _versions.AddAsync(container, name, bytes, format, provenance, _time.GetUtcNow(), cancellationToken),
            cancellationToken);

    public Task<StoredImage?> RestoreAsync(ImageName name, string etag, CancellationToken cancellationToken) => _place.UseAsync(
        async container =>
        {
            var current = (await _finder.CurrentAsync(container, name, cancellationToken))?.Image;
            var versions = (await _versions.ListAsync(container, name, cancellationToken)).Where(v => v.ETag == etag).ToArray();
            if (current?.ETag != etag)
            {
                if (versions is not [var version, ..]
                    || await container.GetBlobClient(_names.Versions(name) + version.Version)
                        .BytesOrNullAsync(ImageInspector.MaxBytes, cancellationToken) is not { } bytes)
                {
                    return null;
                }

                current = await SaveAsync(container, name, bytes, version.Format, version.Provenance, keepOld: true, cancellationToken);
            }

            // It is in its place; what a crash leaves here is deleted when it is restored again.
            foreach (var placed in versions)
            {
                await _versions.DeleteAsync(container, name, placed, cancellationToken);
            }

            return current;
        },
        cancellationToken);

    public Task ProbeAsync(ProjectName project, ImageStyle style, IReadOnlySet<ShotId> shots, CancellationToken cancellationToken) =>
        _place.UseAsync(
            async container =>
            {
                var probe = container.GetBlobClient($"{_names.Style(project, style)}.imagegen-probe-{Guid.NewGuid():n}");
                await probe.UploadAsync(BinaryData.FromString("probe"), overwrite: true, cancellationToken);
                await probe.DeleteIfExistsAsync(cancellationToken: cancellationToken);
            },
            cancellationToken);

    public Task DeleteAsync(ImageName name, string runId, CancellationToken cancellationToken) => _place.UseAsync(
        async container =>
        {
            var versions = await _versions.ListAsync(container, name, cancellationToken);
            foreach (var version in versions.Where(v => v.Provenance?.RunId == runId))
            {
                await _versions.DeleteAsync(container, name, version, cancellationToken);
                await container.DeleteBlobIfExistsAsync(_names.Thumbnail(name, version.ETag), cancellationToken: cancellationToken);
            }

            if (await _finder.CurrentAsync(container, name, cancellationToken) is { } current && current.Image.Provenance?.RunId == runId)
            {
                // Only the one that was read: another may have come in its place.
                await container.DeleteBlobIfExistsAsync(
                    current.Name, conditions: BlobRequests.Unchanged(current.ETag), cancellationToken: cancellationToken);
                await container.DeleteBlobIfExistsAsync(_names.Thumbnail(name, current.Image.ETag), cancellationToken: cancellationToken);
            }
        },
        cancellationToken);

    private async Task<StoredImage> SaveAsync(
        BlobContainerClient container,
        ImageName name,
        ReadOnlyMemory<byte> bytes,
        ImageFormat format,
        ImageProvenance? provenance,
        bool keepOld,
        CancellationToken cancellationToken)
    {
        var etag = BlobImage.ETagOf(bytes.Span);
        while (true)
        {
            var current = await _finder.CurrentAsync(container, name, cancellationToken);
            if (current is not null && !keepOld)
            {
                return current.Image;
            }

            // The same bytes are no older image; they are this attempt's from now on.
            if (current is not null && current.Image.ETag != etag)
            {
                await _versions.KeepAsync(container, name, current, cancellationToken);
            }

            var target = _names.Of(name, format);
            var now = _time.GetUtcNow();
            var options = BlobImage.Upload(format, etag, now, provenance);
            options.Conditions = BlobRequests.Unchanged(current?.Name == target ? current.ETag : null);
            if (!await container.GetBlobClient(target).TryUploadAsync(bytes, options, cancellationToken))
            {
                continue;
            }

            if (current is not null && current.Name != target)
            {
                await container.DeleteBlobIfExistsAsync(current.Name, cancellationToken: cancellationToken);
            }

            return new StoredImage(name.PathAs(format), format, bytes.Length, etag, now, provenance);
        }
    }
}
