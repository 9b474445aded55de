using ImageGen.Core.Api.Views;
using ImageGen.Core.Generation;
using Microsoft.Net.Http.Headers;

namespace ImageGen.Hosting.Http;

/// <summary>Images: the list of a run's, their bytes, their thumbnails, and all of them as a zip.</summary>
internal sealed class ImageHandler(RunImages images, IImageStore store, Thumbnails thumbnails)
{
    public async Task<IResult> ListAsync(string id, string? after, string? limit, CancellationToken cancellationToken)
    {
        if (!Paging.TryLimit(limit, out var max))
        {
            return ApiResults.Problem(Paging.FaultyLimit);
        }

        return await images.OfRunAsync(id, cancellationToken) is not { } pages ? ApiResults.Problem(Problems.NoSuchRun(id))
            : string.IsNullOrEmpty(after) || pages.TrySkipTo(after) ? await ImageListResult.BeginAsync(pages, max, cancellationToken)
            : ApiResults.Problem(
                Problems.Faulty("after", "It names no image of the run.", "Write the 'next' of the page before, such as clear/1.1."));
    }

    public async Task<IResult> ZipAsync(string id, CancellationToken cancellationToken)
    {
        if (await images.OfRunAsync(id, cancellationToken) is not { } pages)
        {
            return ApiResults.Problem(Problems.NoSuchRun(id));
        }

        // What cannot be read is reported before the answer begins.
        var first = await pages.NextAsync(ZipResult.Page, cancellationToken);
        return new ZipResult(id, first, pages, store);
    }

    public async Task<IResult> ImageAsync(HttpContext context, ImageAddress address, CancellationToken cancellationToken)
    {
        if (address.HasInvalidShot)
        {
            return NoShot();
        }

        if (await NameAsync(address, cancellationToken) is not { } name
            || await OpenAsync(name, address.Version, cancellationToken) is not { } image)
        {
            return ApiResults.Problem(Problems.NoSuchImage());
        }

        // An address that names the bytes may be cached for good; any other is validated each time, at the price of a 304.
        context.Response.Headers.CacheControl = CacheControl(address.V == image.Image.ETag);
        return new ImageBytesResult(TypedResults.Stream(
            image.Bytes,
            image.Image.Format.MediaType(),
            lastModified: image.Image.StoredAt,
            entityTag: new EntityTagHeaderValue($"\"{image.Image.ETag}\""),
            enableRangeProcessing: image.Bytes.CanSeek));
    }

    public async Task<IResult> ThumbnailAsync(HttpContext context, ImageAddress address, CancellationToken cancellationToken)
    {
        if (address.HasInvalidShot)
        {
            return NoShot();
        }

        if (await NameAsync(address, cancellationToken) is not { } name
            || await FindAsync(name, address.Version, cancellationToken) is not { } image
            || await thumbnails.GetAsync(name, image, cancellationToken) is not { } bytes)
        {
            return ApiResults.Problem(Problems.NoSuchImage());
        }

        context.Response.Headers.CacheControl = CacheControl(address.V == image.ETag);
        return TypedResults.Bytes(
            bytes, Thumbnails.MediaType, lastModified: image.StoredAt, entityTag: new EntityTagHeaderValue(
                $"\"{image.ETag}-{Thumbnails.LongEdge}\""));
    }

    private static ProblemResult NoShot() =>
        ApiResults.Problem(Problems.Faulty("shot", "This is no shot.", "Write the shot's number or name, or leave it out."));

    private static string CacheControl(bool isForGood) => isForGood ? "private, max-age=31536000, immutable" : "private, no-cache";

    private async Task<ImageName?> NameAsync(ImageAddress address, CancellationToken cancellationToken) =>
        !ProjectName.TryParse(address.Project, out var projectName)
            || !ImageStyles.TryParse(address.Style, out var imageStyle)
            || !BeatId.TryParse(address.Beat, out var beatId)
            ? null
            : ShotId.TryParse(address.Shot, out var known)
                ? new ImageName(projectName, imageStyle, known, beatId)
                : await images.NameOfAsync(projectName, imageStyle, beatId, cancellationToken);

    private async Task<(StoredImage Image, Stream Bytes)?> OpenAsync(ImageName name, string? version, CancellationToken cancellationToken)
    {
        while (await FindAsync(name, version, cancellationToken) is { } image)
        {
            var bytes = await store.OpenAsync(name, image.Version, cancellationToken);
            if (bytes is not null && (await FindAsync(name, version, cancellationToken))?.ETag == image.ETag)
            {
                return (image, bytes);
            }

            // It was replaced in between: bytes must never go out under another image's ETag.
            if (bytes is not null)
            {
                await bytes.DisposeAsync();
            }
        }

        return null;
    }

    private async Task<StoredImage?> FindAsync(ImageName name, string? version, CancellationToken cancellationToken) =>
        version is null
            ? await store.FindAsync(name, cancellationToken)
            : await FindAnyAsync(name, version, cancellationToken);

    /// <summary>By the version's id; or by the image's ETag, whether it is in the layout now or beside it.</summary>
    private async Task<StoredImage?> FindAnyAsync(ImageName name, string version, CancellationToken cancellationToken)
    {
        var versions = await store.VersionsAsync(name, cancellationToken);
        return versions.FirstOrDefault(v => v.Version == version)
            ?? (await store.FindAsync(name, cancellationToken) is { } current && current.ETag == version
                ? current
                : versions.FirstOrDefault(v => v.ETag == version));
    }
}
