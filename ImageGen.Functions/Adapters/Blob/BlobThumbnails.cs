using Azure.Storage.Blobs.Models;
using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Thumbnails of a project, below <c>{project}/.imagegen/thumbnails/</c>.</summary>
internal sealed class BlobThumbnails(BlobContainers containers) : IThumbnailStore
{
    private readonly BlobImageNames _names = new(containers.Images.Prefix);

    public Task<ReadOnlyMemory<byte>?> FindAsync(ImageName name, string etag, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
            async container =>
                (await container.GetBlobClient(_names.Thumbnail(name, etag)).DownloadOrNullAsync(cancellationToken))?.Content.ToMemory(),
            cancellationToken);

    public Task SaveAsync(ImageName name, string etag, ReadOnlyMemory<byte> thumbnail, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
            async container =>
            {
                var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = Thumbnails.MediaType } };
                await container.GetBlobClient(_names.Thumbnail(name, etag)).UploadAsync(
                    BinaryData.FromBytes(thumbnail), options, cancellationToken);
            },
            cancellationToken);
}
