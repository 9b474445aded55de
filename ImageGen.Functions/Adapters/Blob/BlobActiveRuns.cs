using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>
/// Runs that are not over, in one blob, <c>index/active.json</c>, that is only ever replaced by a writer who has read its newest state: so
/// the limit holds for all workers. A run is added before it is stored and removed when its root has seen its end; one that was forgotten
/// there is found and removed when the list is full.
/// </summary>
/// <param name="containers">Where.</param>
/// <param name="active">Finds the runs that are not over among all runs; called only when there is no list yet.</param>
/// <param name="isOver">Whether a run is over; null: there is no such run.</param>
/// <param name="time">The clock.</param>
internal sealed class BlobActiveRuns(
    BlobContainers containers, Func<CancellationToken, Task<IEnumerable<string>>> active,
    Func<string, CancellationToken, Task<bool?>> isOver, TimeProvider time) : IActiveRuns
{
    // Between its entry here and its document lie two requests.
    private static readonly TimeSpan LongestBirth = TimeSpan.FromMinutes(2);

    public async Task<bool> TryAddAsync(string runId, int max, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (list, version) = await ReadAsync(cancellationToken);
            if (list.Runs.Any(r => Is(r, runId)))
            {
                return true;
            }

            if (list.Runs.Length >= max)
            {
                list = await WithoutEndedAsync(list, cancellationToken);
            }

            var isFull = list.Runs.Length >= max;
            var next = isFull ? list : new ActiveList(list.Runs.Add(new ActiveRun(runId, time.GetUtcNow())));
            if (await TryWriteAsync(next, version, cancellationToken))
            {
                return !isFull;
            }
        }
    }

    public async Task RemoveAsync(string runId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (list, version) = await ReadAsync(cancellationToken);
            var next = new ActiveList(list.Runs.RemoveAll(r => Is(r, runId)));
            if (next.Runs.Length == list.Runs.Length || await TryWriteAsync(next, version, cancellationToken))
            {
                return;
            }
        }
    }

    private static bool Is(ActiveRun run, string runId) => string.Equals(run.Id, runId, StringComparison.OrdinalIgnoreCase);

    private async Task<ActiveList> WithoutEndedAsync(ActiveList list, CancellationToken cancellationToken)
    {
        var ended = await Task.WhenAll(list.Runs.Select(async run =>
            await isOver(run.Id, cancellationToken) ?? time.GetUtcNow() - run.Since > LongestBirth));
        return new ActiveList([.. list.Runs.Where((_, i) => !ended[i])]);
    }

    private async Task<(ActiveList List, ETag? Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var blob = await containers.Runs.UseAsync(
            container => Blob(container).DownloadOrNullAsync(cancellationToken), cancellationToken);
        return blob is not null
            ? (ImageGenJson.Read<ActiveList>(blob.Content)!, blob.Details.ETag)
            : (new ActiveList([.. (await active(cancellationToken)).Select(id => new ActiveRun(id, time.GetUtcNow()))]), null);
    }

    /// <summary>False when another writer was first.</summary>
    private Task<bool> TryWriteAsync(ActiveList list, ETag? version, CancellationToken cancellationToken) => containers.Appends.UseAsync(
        container => Blob(container).TryUploadAsync(
            ImageGenJson.Write(list), new BlobUploadOptions { Conditions = BlobRequests.Unchanged(version) }, cancellationToken),
        cancellationToken);

    private BlobClient Blob(BlobContainerClient container) => container.GetBlobClient($"{containers.Runs.Prefix}index/active.json");

    private sealed record ActiveList(ImmutableArray<ActiveRun> Runs);

    /// <param name="Id">The run.</param>
    /// <param name="Since">When it was added.</param>
    private sealed record ActiveRun(string Id, DateTimeOffset Since);
}
