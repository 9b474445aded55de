using ImageGen.Core.Generation;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Tries whether the containers of images and runs can be written.</summary>
internal sealed class BlobStorageCheck(BlobContainers containers) : IStorageCheck
{
    public string Place => "Blob Storage";

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        foreach (var place in (BlobPlace[])[containers.Images, containers.Runs])
        {
            await place.UseAsync(
                async container =>
                {
                    var probe = container.GetBlobClient($"{place.Prefix}check/{Guid.NewGuid():n}");
                    await probe.UploadAsync(BinaryData.FromString("check"), overwrite: true, cancellationToken);
                    return await probe.DeleteIfExistsAsync(cancellationToken: cancellationToken);
                },
                cancellationToken);
        }
    }
}
