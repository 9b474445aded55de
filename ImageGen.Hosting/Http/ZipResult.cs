using System.IO.Compression;
using ImageGen.Core.Generation;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace ImageGen.Hosting.Http;

/// <summary>A run's images as one zip, written while it is sent. Stored, not compressed: images are compressed already.</summary>
internal sealed class ZipResult(string runId, ImmutableArray<FoundImage> first, ImagePages pages, IImageStore store) : IResult
{
    /// <summary>How many images are looked up at a time.</summary>
    public const int Page = 200;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var cancellationToken = httpContext.RequestAborted;
        var response = httpContext.Response;
        response.ContentType = "application/zip";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{runId}.zip" }.ToString();
        httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        await using var target = new PipeWriteStream(response.BodyWriter);
        await using var zip = await ZipArchive.CreateAsync(
            target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        for (var page = first; !page.IsEmpty; page = await pages.NextAsync(Page, cancellationToken))
        {
            // Sending takes long, and a client may stop reading: nothing but the page is held meanwhile.
            pages.Forget();
            foreach (var (name, image, _, _) in page)
            {
                await using var bytes = await store.OpenAsync(name, version: null, cancellationToken);
                if (bytes is not null)
                {
                    await AddAsync(zip, image, bytes, cancellationToken);
                }
            }
        }
    }

    private static async Task AddAsync(ZipArchive zip, StoredImage image, Stream bytes, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(image.Path[(ImageName.Root.Length + 1)..], CompressionLevel.NoCompression);
        entry.LastWriteTime = image.StoredAt.UtcDateTime;
        await using var target = await entry.OpenAsync(cancellationToken);
        await bytes.CopyToAsync(target, cancellationToken);
    }
}
