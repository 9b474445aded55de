using System.Buffers;
using System.Security.Cryptography;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Checks, converts and shrinks images, a few at a time, so that memory and processors are not taken by all of them at once.
/// </summary>
/// <remarks>
/// Thread-safe. A turn is held only while the library works, never while anything is waited for: no deadlock can come of it.
/// </remarks>
/// <param name="codec">The image library; null: headers and structure are checked, and nothing is converted or shrunk (tests).</param>
/// <param name="atOnce">How many images are in work at once. Default 2.</param>
public sealed class ImageProcessor(IImageCodec? codec, int atOnce = 2) : IDisposable
{
    /// <summary>The longer side of a smaller copy, in pixels.</summary>
    public const int ReferenceLongEdge = 2048;

    private const int ReferenceQuality = 92;
    private const int ThumbnailQuality = 75;

    private readonly SemaphoreSlim _turns = new(atOnce);

    /// <summary>Checks that <paramref name="image"/> is whole, by decoding it.</summary>
    public Task<ImageCheck> CheckAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken) =>
        RunInTurnAsync(() => codec.CheckOrInspect(image), cancellationToken);

    /// <summary>
    /// What is to be stored of <paramref name="image"/>: itself, or the same pixels as PNG. What cannot be converted without loss (an
    /// animation) stays as it is.
    /// </summary>
    public async Task<PreparedImage> PrepareAsync(
        ReadOnlyMemory<byte> image, ImageFormat format, StoredImageFormat wanted, CancellationToken cancellationToken)
    {
        if (codec is null || wanted is StoredImageFormat.Original || format is ImageFormat.Png)
        {
            return new PreparedImage(image, format);
        }

        return await RunInTurnAsync(
            () => codec.ToPng(image) is { } png
                ? new PreparedImage(png.Memory, ImageFormat.Png)
                {
                    Original = new OriginalImage(format.MediaType(), image.Length, Convert.ToHexStringLower(SHA256.HashData(image.Span))),
                    Owner = png,
                }
                : new PreparedImage(image, format),
            cancellationToken);
    }

    /// <summary>A WebP whose longer side has at most <paramref name="longEdge"/> pixels; null when the image cannot be decoded.</summary>
    public Task<SmallerImage?> MakeThumbnailAsync(ReadOnlyMemory<byte> image, int longEdge, CancellationToken cancellationToken) =>
        RunInTurnAsync(() => codec?.Shrink(image, longEdge, ImageFormat.Webp, ThumbnailQuality), cancellationToken);

    /// <summary>A copy that fits into <paramref name="maxBytes"/>; null when the image cannot be decoded.</summary>
    public Task<SmallerImage?> ShrinkReferenceAsync(ReadOnlyMemory<byte> image, int maxBytes, CancellationToken cancellationToken) =>
        RunInTurnAsync(
        () =>
        {
            var edge = ReferenceLongEdge;
            var copy = codec?.Shrink(image, edge, ImageFormat.Jpeg, ReferenceQuality);
            while (copy is not null && copy.Bytes.Length > maxBytes)
            {
                edge /= 2;
                copy = codec!.Shrink(image, edge, ImageFormat.Jpeg, ReferenceQuality);
            }

            return copy;
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private async Task<T> RunInTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        finally
        {
            _turns.Release();
        }
    }
}

/// <summary>An image as it is to be stored.</summary>
/// <param name="Bytes">Encoded; valid until it is disposed of.</param>
/// <param name="Format">Its type.</param>
public sealed record PreparedImage(ReadOnlyMemory<byte> Bytes, ImageFormat Format) : IDisposable
{
    /// <summary>What came from the service, where that is something else.</summary>
    public OriginalImage? Original { get; init; }

    internal IMemoryOwner<byte>? Owner { get; init; }

    /// <summary>Gives its memory back.</summary>
    public void Dispose() => Owner?.Dispose();
}
