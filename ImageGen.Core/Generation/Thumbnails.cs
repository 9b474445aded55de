using ImageGen.Core.Base;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>Small copies of images for lists: WebP, made when an image is stored, and on demand for older ones.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="processor">Makes them.</param>
/// <param name="store">Where they are.</param>
/// <param name="images">Where the images are.</param>
public sealed class Thumbnails(ImageProcessor processor, IThumbnailStore store, IImageStore images)
{
    /// <summary>The longer side, in pixels.</summary>
    public const int LongEdge = 320;

    /// <summary>The media type of every thumbnail.</summary>
    public const string MediaType = "image/webp";

    /// <summary>Makes the thumbnail of an image that was just stored. Fails nothing: one that is missing is made on demand.</summary>
    public async Task MakeAsync(ImageName name, StoredImage image, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (await processor.MakeThumbnailAsync(bytes, LongEdge, CancellationToken.None) is { } thumbnail)
            {
                await store.SaveAsync(name, image.ETag, thumbnail.Bytes, CancellationToken.None);
            }
        }
        catch (UserException)
        {
            // The image is stored, and that alone counts.
        }
    }

    /// <summary>The thumbnail of a stored image; null when the image is gone or cannot be decoded.</summary>
    /// <exception cref="UserException">The image cannot be read.</exception>
    public async Task<ReadOnlyMemory<byte>?> GetAsync(ImageName name, StoredImage image, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, image, cancellationToken) is { } known)
        {
            return known;
        }

        await using var stream = await images.OpenAsync(name, image.Version, cancellationToken);
        if (stream is null || image.Length > ImageInspector.MaxBytes)
        {
            return null;
        }

        using var bytes = new MemoryStream((int)image.Length);
        await stream.CopyToAsync(bytes, cancellationToken);
        if (await processor.MakeThumbnailAsync(
            bytes.GetBuffer().AsMemory(0, (int)bytes.Length), LongEdge, cancellationToken) is not { } thumbnail)
        {
            return null;
        }

        try
        {
            await store.SaveAsync(name, image.ETag, thumbnail.Bytes, cancellationToken);
        }
        catch (UserException)
        {
            // It is made again when it is asked for again.
        }

        return thumbnail.Bytes;
    }

    private async Task<ReadOnlyMemory<byte>?> FindAsync(ImageName name, StoredImage image, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindAsync(name, image.ETag, cancellationToken);
        }
        catch (UserException)
        {
            return null;
        }
    }
}
