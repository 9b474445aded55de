using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs.Specialized;

namespace ImageGen.Functions.Tests.Support;

/// <summary>Counts requests of one kind; of any method where none is named.</summary>
internal sealed class RequestCounter(string? method, string part) : HttpPipelineSynchronousPolicy
{
    private int _count;

    public int Count => _count;

    public override void OnSendingRequest(HttpMessage message)
    {
        var uri = Uri.UnescapeDataString(message.Request.Uri.ToUri().PathAndQuery);
        var sent = message.Request.Method.Method;
        if ((method ?? sent) == sent
            && uri.Contains(part, StringComparison.Ordinal)
            && !uri.Contains("comp=list", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _count);
        }
    }
}

/// <summary>
/// The service's limit of blocks in an append blob, at a lower number: refuses with the service's own code what would be one more.
/// </summary>
internal sealed class BlockLimit(int blocks) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (blocks < 50_000 && message.Request.Uri.Query.Contains(
            "comp=appendblock", StringComparison.Ordinal) && await CountAsync(message) >= blocks)
        {
            throw new RequestFailedException(
                409, "The committed block count cannot exceed the maximum limit.", "BlockCountExceedsLimit", null);
        }

        await ProcessNextAsync(message, pipeline);
    }

    private static async Task<int> CountAsync(HttpMessage append)
    {
        var blob = new UriBuilder(append.Request.Uri.ToUri()) { Query = string.Empty }.Uri;
        var head = BlobAt(blob);
        var properties = await head.ExistsAsync() ? await head.GetPropertiesAsync() : null;
        return properties?.Value.BlobCommittedBlockCount ?? 0;
    }

    private static AppendBlobClient BlobAt(Uri blob) =>
        new(blob, new StorageSharedKeyCredential(AzuriteFixture.Account, AzuriteFixture.Key));
}

/// <summary>Breaks the connection on the first append: behind the service's back once it is taken, or before it arrives.</summary>
internal sealed class LostAnswer(bool isTaken) : HttpPipelinePolicy
{
    private int _appends;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var isFirst = message.Request.Uri.Query.Contains("comp=appendblock", StringComparison.Ordinal)
            && Interlocked.Increment(ref _appends) == 1;
        if (!isFirst || isTaken)
        {
            await ProcessNextAsync(message, pipeline);
        }

        if (isFirst)
        {
            throw new RequestFailedException(0, "The connection was reset.", null, new IOException());
        }
    }
}
