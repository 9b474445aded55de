using Azure.Storage.Blobs.Models;
using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Files of reference images, below the project's name in the images container.</summary>
internal sealed class BlobReferenceFiles(BlobPlace place) : IReferenceFiles
{
    private readonly BlobImageNames _names = new(place.Prefix);

    public Task<ReferenceFile> ReadAsync(ProjectName project, string path, CancellationToken cancellationToken) =>
        place.UseAsync(
            async container =>
            {
                var blob = container.GetBlobClient(_names.Project(project) + path);
                return await BlobRequests.OrNullAsync<ReferenceFile>(async () =>
                {
                    using var download = (await blob.DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
                    switch (download.Details.ContentLength)
                    {
                        case 0:
                            return new ReferenceFile.Unusable("is empty");
                        case > IReferenceFiles.MaxBytes:
                            return new ReferenceFile.Unusable($"is larger than {IReferenceFiles.MaxBytes / (1024 * 1024)} MB");
                    }

                    using var bytes = new MemoryStream((int)download.Details.ContentLength);
                    await download.Content.CopyToAsync(bytes, cancellationToken);
                    return new ReferenceFile.Found(bytes.ToArray());
                }) ?? new ReferenceFile.Missing();
            },
            cancellationToken);

    public Task<ImmutableArray<ReferenceEntry>> ListAsync(ProjectName project, CancellationToken cancellationToken) => place.UseAsync(
        async container =>
        {
            var root = _names.Project(project);
            var entries = ImmutableArray.CreateBuilder<ReferenceEntry>();
            await foreach (var blob in container.GetBlobsAsync(
                new GetBlobsOptions { Prefix = $"{root}{ReferencePath.Folder}/" }, cancellationToken))
            {
                if (blob.Properties.ContentLength is > 0 and var length)
                {
                    entries.Add(new ReferenceEntry(blob.Name[root.Length..], length, blob.Properties.LastModified ?? default));
                }
            }

            return entries.ToImmutable();
        },
        cancellationToken);

    public Task WriteAsync(ProjectName project, string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        place.UseAsync(
            async container =>
            {
                await container.GetBlobClient(_names.Project(project) + path).UploadAsync(
                    BinaryData.FromBytes(bytes), overwrite: true, cancellationToken);
            },
            cancellationToken);

    public Task DeleteAsync(ProjectName project, string path, CancellationToken cancellationToken) => place.UseAsync(
        container => container.DeleteBlobIfExistsAsync(_names.Project(project) + path, cancellationToken: cancellationToken),
        cancellationToken);
}
