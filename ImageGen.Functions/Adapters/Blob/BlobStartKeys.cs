using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>
/// The keys of starts, a blob each in <c>starts/</c>; a record is replaced only by a writer who has read its newest state.
/// </summary>
internal sealed class BlobStartKeys(BlobContainers containers, TimeProvider time) : IStartKeys
{
    private DateTimeOffset _nextSweep;

    public async Task<StartRecord?> FindAsync(string key, CancellationToken cancellationToken) =>
        (await ReadAsync(key, cancellationToken)).Record;

    public async Task<bool> TryWriteAsync(StartRecord record, StartRecord? replaces, CancellationToken cancellationToken)
    {
        var (stored, version) = await ReadAsync(record.Key, cancellationToken);
        if (stored != replaces)
        {
            return false;
        }

        await SweepAsync(cancellationToken);
        return await containers.Appends.UseAsync(
            container => Blob(container, record.Key).TryUploadAsync(
                ImageGenJson.Write(record), new BlobUploadOptions { Conditions = BlobRequests.Unchanged(version) }, cancellationToken),
            cancellationToken);
    }

    private Task<(StartRecord? Record, ETag? Version)> ReadAsync(string key, CancellationToken cancellationToken) =>
        containers.Runs.UseAsync<(StartRecord?, ETag?)>(
            async container => await Blob(container, key).DownloadOrNullAsync(cancellationToken) is { } blob
                ? (ImageGenJson.Read<StartRecord>(blob.Content), blob.Details.ETag)
                : (null, null),
            cancellationToken);

    /// <summary>Deletes what is older than a key lives, once an hour.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _nextSweep)
        {
            return;
        }

        _nextSweep = now.AddHours(1);
        await containers.Runs.UseAsync(
            async container =>
            {
                var oldest = now - StartRecord.Lifetime - TimeSpan.FromHours(1);
                await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Folder, cancellationToken))
                {
                    if (blob.Properties.LastModified < oldest)
                    {
                        await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
                    }
                }
            },
            cancellationToken);
    }

    private string Folder => $"{containers.Runs.Prefix}starts/";

    private BlobClient Blob(BlobContainerClient container, string key) => container.GetBlobClient($"{Folder}{key}.json");
}
