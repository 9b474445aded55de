using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>The append blobs of a log, request by request.</summary>
/// <param name="containers">Where.</param>
/// <param name="folder">Before the number of each.</param>
/// <param name="blocksPerFile">How many appends the service takes for one.</param>
internal sealed class BlobLogFiles(BlobContainers containers, string folder, int blocksPerFile)
{
    private const int LargestRead = 4 * 1024 * 1024;

    /// <summary>Appends if the log ends at <paramref name="at"/>. Sends one request.</summary>
    public Task<AppendResult> TryAppendAsync(byte[] bytes, LogPlace at) => containers.Appends.UseAsync(
        async container =>
        {
            try
            {
                using var content = new MemoryStream(bytes, writable: false);
                await Blob(container, at.File).AppendBlockAsync(
                    content, new AppendBlobAppendBlockOptions
                    {
                        Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = at.Offset },
                    });
                return AppendResult.Done;
            }
            catch (RequestFailedException e) when (e.Is(BlobErrorCode.AppendPositionConditionNotMet))
            {
                return AppendResult.NotTheEnd;
            }
            catch (RequestFailedException e) when (e.Is(BlobErrorCode.BlockCountExceedsLimit))
            {
                return await LengthAsync(at.File, CancellationToken.None) is { } file && file.Length == at.Offset
                    ? AppendResult.Full
                    : AppendResult.NotTheEnd;
            }
            catch (RequestFailedException e) when (e.Is(BlobErrorCode.BlobNotFound))
            {
                return AppendResult.NoFile;
            }
            catch (RequestFailedException e) when (e.Status is 0 or 408 or 429 or >= 500)
            {
                return AppendResult.Unknown;
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or AggregateException)
            {
                return AppendResult.Unknown;
            }
        },
        CancellationToken.None);

    /// <summary>Whether an append whose answer was lost was taken after all.</summary>
    public async Task<bool> HoldsAsync(byte[] bytes, LogPlace at)
    {
        var found = await LengthAsync(at.File, CancellationToken.None) is { } file && file.Length >= at.Offset + bytes.Length
            ? await DownloadAsync(at, bytes.Length, CancellationToken.None)
            : default;
        return found.Span.SequenceEqual(bytes);
    }

    public Task CreateAsync(int file) => containers.Runs.UseAsync(
        container => Blob(container, file).CreateIfNotExistsAsync(new AppendBlobCreateOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/jsonl" },
        }),
        CancellationToken.None);

    /// <summary>Where the log ends now.</summary>
    public async Task<LogPlace> EndAsync(CancellationToken cancellationToken)
    {
        for (var at = default(LogPlace); ;)
        {
            if (await LengthAsync(at.File, cancellationToken) is not { } file)
            {
                return at;
            }

            at = at with { Offset = file.Length };
            if (file.Blocks < blocksPerFile)
            {
                return at;
            }

            at = new LogPlace(at.File + 1, 0);
        }
    }

    /// <summary>Bytes behind a place, whole lines at least one; null at the end of the log.</summary>
    public async Task<(ReadOnlyMemory<byte> Bytes, LogPlace Start)?> ReadAsync(LogPlace after, CancellationToken cancellationToken)
    {
        var at = after;
        while (await LengthAsync(at.File, cancellationToken) is { } file)
        {
            if (file.Length > at.Offset)
            {
                return (await LinesAsync(at, file.Length - at.Offset, cancellationToken), at);
            }

            if (file.Blocks < blocksPerFile)
            {
                return null;
            }

            at = new LogPlace(at.File + 1, 0);
        }

        return null;
    }

    public Task DeleteAsync(CancellationToken cancellationToken) => containers.Runs.UseAsync(
        async container =>
        {
            await foreach (var blob in container.GetBlobsAsync(
                new GetBlobsOptions { Prefix = containers.Runs.Prefix + folder }, cancellationToken))
            {
                await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
            }
        },
        cancellationToken);

    private async Task<ReadOnlyMemory<byte>> LinesAsync(LogPlace at, long available, CancellationToken cancellationToken)
    {
        for (long size = Math.Min(available, LargestRead); ; size = Math.Min(available, size * 2))
        {
            var bytes = await DownloadAsync(at, size, cancellationToken);
            if (size == available || bytes.Span.Contains((byte)'\n'))
            {
                return bytes;
            }
        }
    }

    private Task<ReadOnlyMemory<byte>> DownloadAsync(LogPlace at, long length, CancellationToken cancellationToken) =>
        containers.Runs.UseAsync(
        async container =>
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(at.Offset, length) };
            var content = await Blob(container, at.File).DownloadContentAsync(options, cancellationToken);
            return content.Value.Content.ToMemory();
        },
        cancellationToken);

    private Task<(long Length, int Blocks)?> LengthAsync(int file, CancellationToken cancellationToken) =>
        containers.Runs.UseAsync<(long Length, int Blocks)?>(
            async container => await Blob(container, file).PropertiesOrNullAsync(cancellationToken) is { } properties
                ? (properties.ContentLength, properties.BlobCommittedBlockCount)
                : null,
            cancellationToken);

    private AppendBlobClient Blob(BlobContainerClient container, int file) =>
        container.GetAppendBlobClient(FormattableString.Invariant($"{containers.Runs.Prefix}{folder}{file}.jsonl"));
}

/// <summary>The outcome of an append.</summary>
internal enum AppendResult
{
    /// <summary>It is in the log.</summary>
    Done,

    /// <summary>The log ends elsewhere; nothing was written.</summary>
    NotTheEnd,

    /// <summary>It is the end, but this blob takes no more; nothing was written.</summary>
    Full,

    /// <summary>There is no such blob; nothing was written.</summary>
    NoFile,

    /// <summary>No conclusive answer: it may be in the log.</summary>
    Unknown,
}
