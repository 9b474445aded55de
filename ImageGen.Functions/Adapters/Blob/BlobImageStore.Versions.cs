using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <content>Older images and candidates, which stand beside the images.</content>
internal sealed partial class BlobImageStore
{
    public Task<StoredImage> SaveBesideAsync(
        ImageName name, ReadOnlyMemory<byte> bytes, ImageFormat format, ImageProvenance provenance, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
            async container =>
            {
                var etag = BlobImage.ETagOf(bytes.Span);
                var now = time.GetUtcNow();
                var version = VersionOf(provenance.GeneratedAt, etag, format);
                await using var upload = BinaryData.FromBytes(bytes).ToStream();
                await UploadAsync(
                    container.GetBlobClient(_names.Versions(name) + version),
                    upload,
                    format,
                    BlobImage.Metadata(etag, now, provenance),
                    new BlobRequestConditions(),
                    cancellationToken);
                return new StoredImage(name.PathAs(format), format, bytes.Length, etag, now, provenance, version);
            },
            cancellationToken);

    public Task<StoredImage?> RestoreAsync(ImageName name, string etag, CancellationToken cancellationToken) => containers.Images.UseAsync(
        async container =>
        {
            var there = (await CurrentAsync(container, name, cancellationToken))?.Image;
            var versions = (await VersionsAsync(name, cancellationToken)).Where(v => v.ETag == etag).ToArray();
            if (there?.ETag != etag)
            {
                if (versions is not [var version, ..]
                    || await BytesAsync(
                        container.GetBlobClient(_names.Versions(name) + version.Version), LargestReference,
                        cancellationToken) is not { } bytes)
                {
                    return null;
                }

                there = await SaveAsync(container, name, bytes, version.Format, version.Provenance, keepOld: true, cancellationToken);
            }

            // It is in its place; what a crash leaves here is deleted when it is restored again.
            foreach (var placed in versions)
            {
                await container.DeleteBlobIfExistsAsync(_names.Versions(name) + placed.Version, cancellationToken: cancellationToken);
            }

            return there;
        },
        cancellationToken);

    public Task<ImmutableArray<StoredImage>> VersionsAsync(ImageName name, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
        async container =>
        {
            var found = new List<StoredImage>();
            var folder = _names.Versions(name);
            await foreach (var blob in container.GetBlobsAsync(
                new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = folder }, cancellationToken))
            {
                var version = blob.Name[folder.Length..];
                if (BlobImageNames.TryFormat(version, out var format)
                    && await DescribeAsync(container, blob, name.PathAs(format), format, version, cancellationToken) is { } image)
                {
                    found.Add(image);
                }
            }

            // Their names begin with the instant at which they were put aside.
            return found.OrderByDescending(v => v.Version, StringComparer.Ordinal).ToImmutableArray();
        },
        cancellationToken);

    private static bool IsVersion(string version) =>
        version.Length is > 0 and < 128
            && BlobImageNames.TryFormat(version, out _)
            && version.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    private async Task KeepAsync(
        BlobContainerClient container, ImageName name, (
            string Blob, ETag BlobETag, StoredImage Image) old, CancellationToken cancellationToken)
    {
        await using var bytes = await StreamAsync(container.GetBlobClient(old.Blob), cancellationToken);
        if (bytes is null)
        {
            return;
        }

        // Named by when it was generated and what it is: keeping it again after a crash changes nothing.
        var version = container.GetBlobClient(_names.Versions(name) + VersionOf(old.Image.StoredAt, old.Image.ETag, old.Image.Format));
        await UploadAsync(
            version,
            bytes,
            old.Image.Format,
            MetadataOf(old.Image.ETag, old.Image.StoredAt, old.Image.Provenance),
            new BlobRequestConditions { IfNoneMatch = ETag.All },
            cancellationToken);
    }

    private static string VersionOf(DateTimeOffset at, string etag, ImageFormat format) =>
        $"{at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'.'fffffff", CultureInfo.InvariantCulture)}-{etag[..8]}{format.Extension()}";
}
