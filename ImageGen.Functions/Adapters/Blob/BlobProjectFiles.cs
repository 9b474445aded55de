using ImageGen.Core.Api.Projects;
using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Small files beside a project's images, in the images container.</summary>
internal sealed class BlobProjectFiles(BlobContainers containers) : IProjectFiles
{
    private readonly BlobImageNames _names = new(containers.Images.Prefix);

    public Task<ReadOnlyMemory<byte>?> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
            async container =>
            {
                var blob = container.GetBlobClient(_names.Project(project) + path);
                return await blob.PropertiesOrNullAsync(cancellationToken) switch
                {
                    null => null,
                    { ContentLength: > IProjectFiles.MaxBytes } => throw new UserException(
                        $"{blob.Name} is larger than {IProjectFiles.MaxBytes / 1_000_000} MB. Make it smaller."),
                    _ => (await blob.DownloadOrNullAsync(cancellationToken))?.Content.ToMemory(),
                };
            },
            cancellationToken);

    public Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
            async container =>
            {
                await container.GetBlobClient(_names.Project(project) + path).UploadAsync(
                    BinaryData.FromBytes(bytes), overwrite: true, cancellationToken);
            },
            cancellationToken);

    public Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
            container => container.DeleteBlobIfExistsAsync(_names.Project(project) + path, cancellationToken: cancellationToken),
            cancellationToken);
}
