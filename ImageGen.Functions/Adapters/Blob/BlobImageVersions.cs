using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Older images and candidates, which stand beside the images: <c>{time}-{etag}.png</c> in a folder of each name.</summary>
internal sealed class BlobImageVersions(BlobImageNames names, BlobImageFinder finder)
{
    /// <summary>The blob of a version; null when the text is no version's id.</summary>
    public string? BlobOf(ImageName name, string version) => version.Length is > 0 and < 128
        && BlobImageNames.TryFormat(version, out _)
        && version.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
            ? names.Versions(name) + version
            : null;

    /// <summary>The newest first.</summary>
    public async Task<ImmutableArray<StoredImage>> ListAsync(
        BlobContainerClient container, ImageName name, CancellationToken cancellationToken)
    {
        var found = new List<StoredImage>();
        var folder = names.Versions(name);
        await foreach (var blob in container.GetBlobsAsync(
            new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = folder }, cancellationToken))
        {
            var version = blob.Name[folder.Length..];
            if (BlobImageNames.TryFormat(version, out var format)
                && await finder.DescribeAsync(container, blob, name.PathAs(format), format, version, cancellationToken) is { } image)
            {
                found.Add(image);
            }
        }

        // Their names begin with the instant at which they were put aside.
        return [.. found.OrderByDescending(v => v.Version, StringComparer.Ordinal)];
    }

    /// <summary>Stores an image as a version that was never the current one.</summary>
    public async Task<StoredImage> AddAsync(
        BlobContainerClient container, ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance,
        DateTimeOffset now, CancellationToken cancellationToken)
    {
        var etag = BlobImage.ETagOf(bytes.Span);
        var version = IdOf(provenance.GeneratedAt, etag, format);
        var options = BlobImage.Upload(format, etag, now, provenance);
        await using var content = BinaryData.FromBytes(bytes).ToStream();
        await container.GetBlobClient(names.Versions(name) + version).UploadAsync(content, options, cancellationToken);
        return new StoredImage(name.PathAs(format), format, bytes.Length, etag, now, provenance, version);
    }

    /// <summary>Keeps the current image as a version. Done twice it does nothing the second time.</summary>
    public async Task KeepAsync(BlobContainerClient container, ImageName name, ImageBlob current, CancellationToken cancellationToken)
    {
        await using var bytes = await container.GetBlobClient(current.Name).OpenOrNullAsync(cancellationToken);
        if (bytes is null)
        {
            return;
        }

        var image = current.Image;
        var options = BlobImage.Upload(image.Format, image.ETag, image.StoredAt, image.Provenance);
        options.Conditions = BlobRequests.Absent;

        // False: it is kept already.
        await container.GetBlobClient(names.Versions(name) + IdOf(image.StoredAt, image.ETag, image.Format))
            .TryUploadAsync(bytes, options, cancellationToken);
    }

    public async Task DeleteAsync(
        BlobContainerClient container, ImageName name, StoredImage version, CancellationToken cancellationToken) =>
        await container.DeleteBlobIfExistsAsync(names.Versions(name) + version.Version, cancellationToken: cancellationToken);

    private static string IdOf(DateTimeOffset at, string etag, ImageFormat format) =>
        $"{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'.'fffffff", CultureInfo.InvariantCulture)}-{etag[..8]}{format.Extension()}";
}
