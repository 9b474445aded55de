using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImageGen.Core.Generation;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>Rejected images of a project, below <c>{project}/.imagegen/rejected/</c>; each blob's metadata have the reason.</summary>
internal sealed class BlobRejectedImages(BlobContainers containers) : IRejectedImages
{
    // A header holds no more; the log has the whole reason.
    private const int LongestReason = 1000;

    private readonly BlobImageNames _names = new(containers.Images.Prefix);

    public Task KeepAsync(RejectedImage image, CancellationToken cancellationToken) => containers.Images.UseAsync(
        async container =>
        {
            var folder = _names.Rejected(image.Name.Project);
            var stem = string.Create(
                CultureInfo.InvariantCulture,
                $"{image.At.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{image.Name.Style.Name()}-Beat_{image.Name.Beat.Value}-{image.Attempt}");
            var options = new BlobUploadOptions
            {
                HttpHeaders = new BlobHttpHeaders { ContentType = image.Format?.MediaType() ?? "application/octet-stream" },
                Metadata = new Dictionary<string, string>
                {
                    ["run"] = image.RunId,
                    ["attempt"] = image.Attempt,
                    ["cost"] = image.CostUsd.ToString(CultureInfo.InvariantCulture),
                    ["reason"] = Ascii(image.Reason),
                },
            };
            await container.GetBlobClient(folder + stem + (image.Format?.Extension() ?? ".bin"))
                .UploadAsync(BinaryData.FromBytes(image.Bytes), options, cancellationToken);
            await MakeRoomAsync(container, folder, cancellationToken);
        },
        cancellationToken);

    public Task DeleteAsync(ProjectName project, string runId, CancellationToken cancellationToken) => containers.Images.UseAsync(
        async container =>
        {
            var options = new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = _names.Rejected(project) };
            await foreach (var blob in container.GetBlobsAsync(options, cancellationToken))
            {
                if (blob.Metadata.TryGetValue("run", out var run) && run == runId)
                {
                    await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
                }
            }
        },
        cancellationToken);

    /// <summary>Names begin with the time: the oldest are first in a listing.</summary>
    private static async Task MakeRoomAsync(BlobContainerClient container, string folder, CancellationToken cancellationToken)
    {
        var kept = new List<(string Name, long Length)>();
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = folder }, cancellationToken))
        {
            kept.Add((blob.Name, blob.Properties.ContentLength ?? 0));
        }

        var (images, bytes) = (0, 0L);
        foreach (var (name, length) in kept.OrderByDescending(b => b.Name, StringComparer.Ordinal))
        {
            (images, bytes) = (images + 1, bytes + length);
            if (images > 1 && (images > IRejectedImages.MaxImages || bytes > IRejectedImages.MaxBytes))
            {
                await container.DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
            }
        }
    }

    private static string Ascii(string text) => string.Concat(text.Take(LongestReason).Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
