using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>
/// Images in Blob Storage. A blob appears whole or not at all; one is only replaced on the condition that it is still the one that was
/// seen, and kept as a version before. What is known of an image is in its blob's metadata, so that one listing tells all of a style.
/// </summary>
/// <param name="containers">Where the blobs are.</param>
/// <param name="time">The clock.</param>
/// <param name="codec">Decodes what somebody else put there; null: its structure is checked.</param>
/// <param name="styleReferences">
/// Blobs, below the prefix, for projects that have no style reference of their own, by style; null: none.
/// </param>
internal sealed partial class BlobImageStore(
    BlobContainers containers,
    TimeProvider time,
    IImageCodec? codec = null,
    IReadOnlyDictionary<ImageStyle, string>? styleReferences = null) : IImageStore
{
    private const long LargestReference = ImageInspector.MaxBytes;

    private readonly BlobImageNames _names = new(containers.Images.Prefix);

    // What others put there is read once to see whether it is an image.
    private readonly ConcurrentDictionary<(string Blob, string ETag), StoredImage?> _foreign = new();

    public IReferenceFiles References { get; } = new BlobReferenceFiles(containers.Images);

    public Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
        ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        containers.Images.UseAsync<IReadOnlyDictionary<BeatId, StoredImage>>(
            async container =>
            {
                var found = new Dictionary<BeatId, StoredImage>();
                await foreach (var (beat, _, image) in ImagesAsync(container, _names.Style(project, style), cancellationToken))
                {
                    if (!found.TryGetValue(beat, out var other) || IsNewer(image, other))
                    {
                        found[beat] = image;
                    }
                }

                return found;
            },
            cancellationToken);

    public Task<StoredImage?> FindAsync(ImageName name, CancellationToken cancellationToken) => containers.Images.UseAsync(
        async container => (await CurrentAsync(container, name, cancellationToken))?.Image, cancellationToken);

    public Task<Stream?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken) => containers.Images.UseAsync(
        async container =>
        {
            var blob = version is null
                ? (await CurrentAsync(container, name, cancellationToken))?.Blob
                : IsVersion(version) ? _names.Versions(name) + version : null;
            return blob is null ? null : await StreamAsync(container.GetBlobClient(blob), cancellationToken);
        },
        cancellationToken);

    public Task<StoredImage> SaveAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, bool keepOld,
        CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
            container => SaveAsync(container, name, bytes, format, provenance, keepOld, cancellationToken), cancellationToken);

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
            var current = await CurrentAsync(container, name, cancellationToken);
            if (current is { } there && !keepOld)
            {
                return there.Image;
            }

            // The same bytes are no older image; they are this attempt's from now on.
            if (current is { } old && old.Image.ETag != etag)
            {
                await KeepAsync(container, name, old, cancellationToken);
            }

            var target = _names.Of(name, format);
            var now = time.GetUtcNow();
            var conditions = current is { } seen && seen.Blob == target
                ? new BlobRequestConditions { IfMatch = seen.BlobETag }
                : new BlobRequestConditions { IfNoneMatch = ETag.All };
            await using var upload = BinaryData.FromBytes(bytes).ToStream();
            if (!await UploadAsync(
                container.GetBlobClient(target),
                upload,
                format,
                MetadataOf(etag, now, provenance),
                conditions,
                cancellationToken))
            {
                continue;
            }

            if (current is { } other && other.Blob != target)
            {
                await container.DeleteBlobIfExistsAsync(other.Blob, cancellationToken: cancellationToken);
            }

            return new StoredImage(name.PathAs(format), format, bytes.Length, etag, now, provenance);
        }
    }

    public Task ProbeAsync(ProjectName project, ImageStyle style, IReadOnlySet<ShotId> shots, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
        async container =>
        {
            var probe = container.GetBlobClient($"{_names.Style(project, style)}.imagegen-probe-{Guid.NewGuid():n}");
            await probe.UploadAsync(BinaryData.FromString("probe"), overwrite: true, cancellationToken);
            return await probe.DeleteIfExistsAsync(cancellationToken: cancellationToken);
        },
        cancellationToken);

    public Task DeleteAsync(ImageName name, string runId, CancellationToken cancellationToken) => containers.Images.UseAsync(
        async container =>
        {
            foreach (var version in (await VersionsAsync(name, cancellationToken)).Where(v => v.Provenance?.RunId == runId))
            {
                await container.DeleteBlobIfExistsAsync(_names.Versions(name) + version.Version, cancellationToken: cancellationToken);
                await container.DeleteBlobIfExistsAsync(_names.Thumbnail(name, version.ETag), cancellationToken: cancellationToken);
            }

            if (await CurrentAsync(container, name, cancellationToken) is { } current && current.Image.Provenance?.RunId == runId)
            {
                // Only the one that was seen: another may have come in its place.
                var seen = new BlobRequestConditions { IfMatch = current.BlobETag };
                await container.DeleteBlobIfExistsAsync(current.Blob, conditions: seen, cancellationToken: cancellationToken);
                await container.DeleteBlobIfExistsAsync(_names.Thumbnail(name, current.Image.ETag), cancellationToken: cancellationToken);
            }

            return true;
        },
        cancellationToken);

    /// <summary>Of a name that has images of several types, the newest counts.</summary>
    private static bool IsNewer(StoredImage image, StoredImage other) =>
        (image.StoredAt, other.Path).CompareTo((other.StoredAt, image.Path)) > 0;

    private static async Task<bool> UploadAsync(
        BlobClient blob, Stream bytes, ImageFormat format, IDictionary<string, string> metadata, BlobRequestConditions conditions,
        CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = conditions,
            HttpHeaders = new BlobHttpHeaders { ContentType = format.MediaType() },
            Metadata = metadata,
        };
        try
        {
            await blob.UploadAsync(bytes, options, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (
            e.Is(BlobErrorCode.BlobAlreadyExists) || e.Is(BlobErrorCode.ConditionNotMet) || e.Is(BlobErrorCode.BlobNotFound))
        {
            return false;
        }
    }

    private static async Task<Stream?> StreamAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            // Reads on under the ETag that it began with: a replaced blob is an error in the middle, never a mixture.
            return await blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404 && !e.Is(BlobErrorCode.ContainerNotFound))
        {
            return null;
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> BytesAsync(BlobClient blob, long most, CancellationToken cancellationToken)
    {
        try
        {
            using var download = (await blob.DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
            if (download.Details.ContentLength > most)
            {
                throw new UserException(
                    $"{blob.Name} in the container {blob.BlobContainerName} is larger than {most / (1024 * 1024)} MB. Make it smaller.");
            }

            using var bytes = new MemoryStream((int)download.Details.ContentLength);
            await download.Content.CopyToAsync(bytes, cancellationToken);
            return bytes.ToArray();
        }
        catch (RequestFailedException e) when (e.Status == 404 && !e.Is(BlobErrorCode.ContainerNotFound))
        {
            return null;
        }
    }

    private async Task<(string Blob, ETag BlobETag, StoredImage Image)?> CurrentAsync(
        BlobContainerClient container, ImageName name, CancellationToken cancellationToken)
    {
        return await NewestAsync(container, name, _names.AnyOf(name), cancellationToken)

            // As earlier programs called it: Beat_Beat 1.png.
            ?? await NewestAsync(container, name, _names.AnyOfShot(name), cancellationToken);
    }

    private async Task<(string Blob, ETag BlobETag, StoredImage Image)?> NewestAsync(
        BlobContainerClient container, ImageName name, string prefix, CancellationToken cancellationToken)
    {
        (string Blob, ETag BlobETag, StoredImage Image)? newest = null;
        await foreach (var (beat, blob, image) in ImagesAsync(container, prefix, cancellationToken))
        {
            if (beat == name.Beat && (newest is null || IsNewer(image, newest.Value.Image)))
            {
                newest = (blob.Name, blob.Properties.ETag!.Value, image);
            }
        }

        return newest;
    }

    private async IAsyncEnumerable<(BeatId Beat, BlobItem Blob, StoredImage Image)> ImagesAsync(
        BlobContainerClient container, string prefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(
            new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = prefix }, cancellationToken))
        {
            if (BlobImageNames.TryRead(blob.Name, out var path, out var beat, out var format)
                && await DescribeAsync(container, blob, path, format, version: null, cancellationToken) is { } image)
            {
                yield return (beat, blob, image);
            }
        }
    }

    private async Task<StoredImage?> DescribeAsync(
        BlobContainerClient container, BlobItem blob, string path, ImageFormat format, string? version, CancellationToken cancellationToken)
    {
        var length = blob.Properties.ContentLength ?? 0;
        if (length == 0)
        {
            return null;
        }

        if (BlobImage.Read(path, format, length, blob.Metadata, version) is { } known)
        {
            return known;
        }

        var seen = (blob.Name, blob.Properties.ETag!.Value.ToString());
        if (!_foreign.TryGetValue(seen, out var image))
        {
            var bytes = await BytesAsync(container.GetBlobClient(blob.Name), LargestReference, cancellationToken);
            image = bytes is { } read && Check(read) is ImageCheck.Whole whole
                ? new StoredImage(
                    path, whole.Format, length, BlobImage.ETagOf(read.Span), blob.Properties.LastModified
                        ?? time.GetUtcNow(), Provenance: null, version)
                : null;
            _foreign[seen] = image;
        }

        return image;
    }

    private static Dictionary<string, string> MetadataOf(string etag, DateTimeOffset storedAt, ImageProvenance? provenance) =>
        provenance is null ? [] : BlobImage.Metadata(etag, storedAt, provenance);
}
