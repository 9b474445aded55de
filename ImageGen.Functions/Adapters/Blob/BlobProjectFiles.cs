using Azure;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Api.Projects;
using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Small files beside a project's images, in the images container.</summary>
internal sealed class BlobProjectFiles(BlobContainers containers) : IProjectFiles
{
    private readonly BlobImageNames _names = new(containers.Images.Prefix);

    public Task<ReadOnlyMemory<byte>?> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken) =>
        containers.Images.UseAsync<ReadOnlyMemory<byte>?>(
            async container =>
            {
                try
                {
                    var blob = container.GetBlobClient(_names.Project(project) + path);
                    var properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
                    return properties.Value.ContentLength <= IProjectFiles.MaxBytes
                        ? (await blob.DownloadContentAsync(cancellationToken)).Value.Content.ToMemory()
                        : throw new UserException($"{blob.Name} is larger than {IProjectFiles.MaxBytes / 1_000_000} MB. Make it smaller.");
                }
                catch (RequestFailedException e) when (e.Status == 404 && !e.Is(BlobErrorCode.ContainerNotFound))
                {
                    return null;
                }
            },
            cancellationToken);

    public Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
            async container =>
            {
                await container.GetBlobClient(_names.Project(project) + path).UploadAsync(
                    BinaryData.FromBytes(bytes), overwrite: true, cancellationToken);
                return true;
            },
            cancellationToken);

    public Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
            async container =>
                (bool)await container.GetBlobClient(_names.Project(project) + path).DeleteIfExistsAsync(
                    cancellationToken: cancellationToken),
            cancellationToken);
}
