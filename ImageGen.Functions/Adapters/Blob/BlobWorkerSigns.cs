using Azure.Storage.Blobs.Models;
using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Signs of life of the workers, with the styles that they work on: <c>workers/{worker}.json</c> beside the runs.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BlobWorkerSigns(BlobContainers containers)
{
    private string Folder => $"{containers.Runs.Prefix}workers/";

    public Task WriteAsync(WorkerSign sign, CancellationToken cancellationToken) => containers.Runs.UseAsync(
        container =>
            container.GetBlobClient(Name(sign.Worker)).UploadAsync(
                BinaryData.FromBytes(ImageGenJson.Write(sign)), overwrite: true, cancellationToken),
        cancellationToken);

    public Task RemoveAsync(string worker, CancellationToken cancellationToken) => containers.Runs.UseAsync(
        container => container.DeleteBlobIfExistsAsync(Name(worker), cancellationToken: cancellationToken), cancellationToken);

    public Task<List<WorkerSign>> ListAsync(CancellationToken cancellationToken) => containers.Runs.UseAsync(
        async container =>
        {
            var signs = new List<WorkerSign>();
            await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = Folder }, cancellationToken))
            {
                // Gone since the listing: that worker has nothing to do any more.
                if (await container.GetBlobClient(blob.Name).DownloadOrNullAsync(cancellationToken) is { } found)
                {
                    signs.Add(ImageGenJson.Read<WorkerSign>(found.Content)!);
                }
            }

            return signs;
        },
        cancellationToken);

    private string Name(string worker) => $"{Folder}{worker}.json";
}

/// <summary>A sign of life.</summary>
/// <param name="Worker">The worker's id.</param>
/// <param name="At">When it was given, by the worker's clock.</param>
/// <param name="Work">The styles that it has activities of, or had a moment ago.</param>
internal sealed record WorkerSign(string Worker, DateTimeOffset At, ImmutableArray<StyleWork> Work);

/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
internal readonly record struct StyleWork(string RunId, ImageStyle Style);
