using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ImageGen.Core.Base;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Requests for one blob, where that it is missing or has changed is a result and no fault.</summary>
internal static class BlobRequests
{
    /// <summary>The condition that there is no such blob.</summary>
    public static BlobRequestConditions Absent => new() { IfNoneMatch = ETag.All };

    /// <summary>The condition that the blob is still the one that was read, or absent if it was.</summary>
    public static BlobRequestConditions Unchanged(ETag? read) =>
        read is { } etag ? new BlobRequestConditions { IfMatch = etag } : Absent;

    /// <summary>Uploads the blob; false when the conditions of <paramref name="options"/> are not met.</summary>
    public static async Task<bool> TryUploadAsync(
        this BlobClient blob, Stream content, BlobUploadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await blob.UploadAsync(content, options, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (
            e.Is(BlobErrorCode.BlobAlreadyExists) || e.Is(BlobErrorCode.ConditionNotMet) || e.Is(BlobErrorCode.BlobNotFound))
        {
            return false;
        }
    }

    /// <inheritdoc cref="TryUploadAsync(BlobClient, Stream, BlobUploadOptions, CancellationToken)"/>
    public static async Task<bool> TryUploadAsync(
        this BlobClient blob, ReadOnlyMemory<byte> content, BlobUploadOptions options, CancellationToken cancellationToken)
    {
        await using var stream = BinaryData.FromBytes(content).ToStream();
        return await blob.TryUploadAsync(stream, options, cancellationToken);
    }

    /// <summary>The blob's content and metadata; null when the storage answers that there is no such blob.</summary>
    public static async Task<BlobDownloadResult?> DownloadOrNullAsync(this BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.DownloadContentAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (e.Is(BlobErrorCode.BlobNotFound))
        {
            return null;
        }
    }

    /// <summary>The blob's properties; null when there is no such blob.</summary>
    public static Task<BlobProperties?> PropertiesOrNullAsync(this BlobBaseClient blob, CancellationToken cancellationToken) =>
        OrNullAsync<BlobProperties>(async () => await blob.GetPropertiesAsync(cancellationToken: cancellationToken));

    /// <summary>
    /// The blob's bytes, read under the ETag with which the reading began: a replaced blob is an error in the middle, never a mixture. Null
    /// when there is no such blob.
    /// </summary>
    public static Task<Stream?> OpenOrNullAsync(this BlobClient blob, CancellationToken cancellationToken) =>
        OrNullAsync(() => blob.OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellationToken));

    /// <summary>The blob's bytes; null when there is no such blob.</summary>
    /// <exception cref="UserException">It has more than <paramref name="most"/> bytes.</exception>
    public static Task<byte[]?> BytesOrNullAsync(this BlobClient blob, long most, CancellationToken cancellationToken) =>
        OrNullAsync(async () =>
        {
            using var download = (await blob.DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
            if (download.Details.ContentLength > most)
            {
                throw new UserException(
                    $"{blob.Name} in the container {blob.BlobContainerName} is larger than {most / (1024 * 1024)} MB. Make it smaller.");
            }

            using var bytes = new MemoryStream((int)download.Details.ContentLength);
            await download.Content.CopyToAsync(bytes, cancellationToken);
            return bytes.ToArray();
        });

    /// <summary>The result of a request for one blob; null when there is no such blob.</summary>
    public static async Task<T?> OrNullAsync<T>(Func<Task<T>> request)
        where T : class
    {
        try
        {
            return await request();
        }
        catch (RequestFailedException e) when (e.Status == 404 && !e.Is(BlobErrorCode.ContainerNotFound))
        {
            return null;
        }
    }
}
