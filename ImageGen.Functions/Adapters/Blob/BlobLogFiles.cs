using System.Net;
using System.Net.Http.Headers;
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

    /// <summary>A file as the service last described it; it may have grown since.</summary>
    private LogFile? _known;

    /// <summary>Appends if the log ends at <paramref name="at"/>. Sends one request.</summary>
    public Task<AppendResult> TryAppendAsync(byte[] bytes, LogPlace at) => containers.Appends.UseAsync(
        async container =>
        {
            try
            {
                using var content = new MemoryStream(bytes, writable: false);
                BlobAppendInfo info = await Blob(container, at.File).AppendBlockAsync(
                    content, new AppendBlobAppendBlockOptions
                    {
                        Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = at.Offset },
                    });
                _known = new LogFile(at.File, at.Offset + bytes.Length, info.BlobCommittedBlockCount, info.ETag);
                return AppendResult.Done;
            }
            catch (RequestFailedException e) when (e.Is(BlobErrorCode.AppendPositionConditionNotMet))
            {
                return AppendResult.NotTheEnd;
            }
            catch (RequestFailedException e) when (e.Is(BlobErrorCode.BlockCountExceedsLimit))
            {
                return await LookAsync(at.File, CancellationToken.None) is { } file && file.Length == at.Offset
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
    public async Task<bool> HoldsAsync(byte[] bytes, LogPlace at) =>
        await LookAsync(at.File, CancellationToken.None) is { } file
            && file.Length >= at.Offset + bytes.Length
            && await DownloadAsync(at, bytes.Length, null, CancellationToken.None) is { } found
            && found.Bytes.Span.SequenceEqual(bytes);

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
            if (await LookAsync(at.File, cancellationToken) is not { } file)
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

    /// <summary>
    /// Bytes behind a place, whole lines at least one; null at the end of the log. Sends one request, but for the first in a file.
    /// </summary>
    public async Task<LogChunk?> ReadAsync(LogPlace after, CancellationToken cancellationToken)
    {
        for (var at = after; ; at = new LogPlace(at.File + 1, 0))
        {
            var known = _known is { } last && last.File == at.File && at.Offset <= last.Length ? last : null;
            var isNew = known is null;
            known ??= await LookAsync(at.File, cancellationToken);
            if (known is null || at.Offset > known.Length)
            {
                return null;
            }

            // Where it was looked at just now, and ends there, nothing is new.
            if ((!isNew || at.Offset < known.Length) && await LinesAsync(at, known, cancellationToken) is { } chunk)
            {
                return chunk;
            }

            if (known.Blocks < blocksPerFile)
            {
                return null;
            }
        }
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

    /// <summary>At least a whole line of what is behind a place; null: nothing is, or the file is gone.</summary>
    private async Task<LogChunk?> LinesAsync(LogPlace at, LogFile known, CancellationToken cancellationToken)
    {
        for (long size = LargestRead; ; size *= 2)
        {
            if (await DownloadAsync(at, size, at.Offset == known.Length ? known.ETag : null, cancellationToken) is not { } found)
            {
                return null;
            }

            var (bytes, file) = found;
            var isWhole = at.Offset + bytes.Length >= file.Length;
            if (isWhole || bytes.Span.Contains((byte)'\n'))
            {
                return new LogChunk(bytes, at, IsLast: isWhole && file.Blocks < blocksPerFile);
            }
        }
    }

    /// <summary>A part of a file, and the file as it is now; null: it has not changed, or is gone.</summary>
    /// <param name="at">From where.</param>
    /// <param name="length">So many bytes at most.</param>
    /// <param name="unlike">The ETag with which it has not changed; null: the part is read in any case.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private Task<(ReadOnlyMemory<byte> Bytes, LogFile File)?> DownloadAsync(
        LogPlace at, long length, ETag? unlike, CancellationToken cancellationToken) =>
        containers.Runs.UseAsync<(ReadOnlyMemory<byte> Bytes, LogFile File)?>(
            async container =>
            {
                var options = new BlobDownloadOptions
                {
                    Range = new HttpRange(at.Offset, length),
                    Conditions = unlike is { } etag ? new BlobRequestConditions { IfNoneMatch = etag } : null,
                };
                try
                {
                    var response = await Blob(container, at.File).DownloadContentAsync(options, cancellationToken);
                    if (response.GetRawResponse().Status == (int)HttpStatusCode.NotModified)
                    {
                        return null;
                    }

                    var details = response.Value.Details;
                    var whole = ContentRangeHeaderValue.Parse(details.ContentRange).Length!.Value;
                    _known = new LogFile(at.File, whole, details.BlobCommittedBlockCount, details.ETag);
                    return (response.Value.Content.ToMemory(), _known);
                }
                catch (RequestFailedException e) when (e.Is(BlobErrorCode.BlobNotFound) || e.Is(BlobErrorCode.InvalidRange))
                {
                    // Deleted, and perhaps begun again, since it was looked at.
                    _known = null;
                    return null;
                }
            },
            cancellationToken);

    private Task<LogFile?> LookAsync(int file, CancellationToken cancellationToken) =>
        containers.Runs.UseAsync(
            async container => await Blob(container, file).PropertiesOrNullAsync(cancellationToken) is { } properties
                ? _known = new LogFile(file, properties.ContentLength, properties.BlobCommittedBlockCount, properties.ETag)
                : null,
            cancellationToken);

    private AppendBlobClient Blob(BlobContainerClient container, int file) =>
        container.GetAppendBlobClient(FormattableString.Invariant($"{containers.Runs.Prefix}{folder}{file}.jsonl"));
}

/// <summary>One of a log's files.</summary>
/// <param name="File">Its number.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Blocks">Appends that it holds.</param>
/// <param name="ETag">Of the blob.</param>
internal sealed record LogFile(int File, long Length, int Blocks, ETag ETag);

/// <summary>A part of a log.</summary>
/// <param name="Bytes">Whole lines, and perhaps the beginning of another.</param>
/// <param name="Start">Where they begin.</param>
/// <param name="IsLast">True: the log ended behind them when they were read.</param>
internal sealed record LogChunk(ReadOnlyMemory<byte> Bytes, LogPlace Start, bool IsLast);

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
