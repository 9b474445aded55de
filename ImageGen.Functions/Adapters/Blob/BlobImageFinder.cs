using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Finds images by name, and describes them by their metadata, or by their bytes where another program stored them.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BlobImageFinder(BlobImageNames names, TimeProvider time, IImageCodec? codec)
{
    /// <summary>Foreign blobs are read once to know whether they are images.</summary>
    private readonly ConcurrentDictionary<(string Blob, string ETag), StoredImage?> _foreign = new();

    /// <summary>
    /// The current image of a name; null: there is none. One listing of its shot, because it may be called as earlier programs named it
    /// (<c>Beat_Beat 1.png</c>); our name counts before those.
    /// </summary>
    public async Task<ImageBlob?> CurrentAsync(BlobContainerClient container, ImageName name, CancellationToken cancellationToken)
    {
        var ours = names.AnyOf(name);
        (bool IsOurs, ImageBlob Blob)? best = null;
        await foreach (var (beat, blob) in ImagesAsync(container, names.AnyOfShot(name), b => b == name.Beat, cancellationToken))
        {
            var isOurs = blob.Name.StartsWith(ours, StringComparison.Ordinal);
            if (best is not { } other || (isOurs, IsNewer(blob.Image, other.Blob.Image)).CompareTo((other.IsOurs, false)) > 0)
            {
                best = (isOurs, blob);
            }
        }

        return best?.Blob;
    }

    /// <summary>The current images of a style; of a beat that has several, the newest.</summary>
    public async Task<IReadOnlyDictionary<BeatId, StoredImage>> ListAsync(
        BlobContainerClient container, ProjectName project, ImageStyle style, CancellationToken cancellationToken)
    {
        var found = new Dictionary<BeatId, StoredImage>();
        await foreach (var (beat, blob) in ImagesAsync(container, names.Style(project, style), _ => true, cancellationToken))
        {
            if (!found.TryGetValue(beat, out var other) || IsNewer(blob.Image, other))
            {
                found[beat] = blob.Image;
            }
        }

        return found;
    }

    /// <summary>What a blob is; null: no image.</summary>
    public async Task<StoredImage?> DescribeAsync(
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
            var bytes = await container.GetBlobClient(blob.Name).BytesOrNullAsync(ImageInspector.MaxBytes, cancellationToken);
            image = bytes is not null && codec.CheckOrInspect(bytes) is ImageCheck.Whole whole
                ? new StoredImage(
                    path, whole.Format, length, BlobImage.ETagOf(bytes), blob.Properties.LastModified ?? time.GetUtcNow(),
                    Provenance: null, version)
                : null;
            _foreign[seen] = image;
        }

        return image;
    }

    /// <summary>Of a name that has images of several types, the newest counts.</summary>
    private static bool IsNewer(StoredImage image, StoredImage other) =>
        (image.StoredAt, other.Path).CompareTo((other.StoredAt, image.Path)) > 0;

    private async IAsyncEnumerable<(BeatId Beat, ImageBlob Blob)> ImagesAsync(
        BlobContainerClient container,
        string prefix,
        Func<BeatId, bool> wants,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(
            new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = prefix }, cancellationToken))
        {
            if (BlobImageNames.TryRead(blob.Name, out var path, out var beat, out var format)
                && wants(beat)
                && await DescribeAsync(container, blob, path, format, version: null, cancellationToken) is { } image)
            {
                yield return (beat, new ImageBlob(blob.Name, blob.Properties.ETag!.Value, image));
            }
        }
    }
}

/// <summary>An image in its blob.</summary>
/// <param name="Name">The blob's name.</param>
/// <param name="ETag">The blob's ETag when it was listed.</param>
/// <param name="Image">The image.</param>
internal sealed record ImageBlob(string Name, ETag ETag, StoredImage Image);
