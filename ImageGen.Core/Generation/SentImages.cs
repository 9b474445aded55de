using System.Security.Cryptography;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>Images as they are sent with a prompt: checked, and no larger than the service takes.</summary>
internal sealed class SentImages(IImageStore images, ImageProcessor processor)
{
    /// <summary>The largest image that is sent as it is, in bytes; of a larger one a smaller copy is sent.</summary>
    public const int MaxBytes = 7_000_000;

    /// <summary>
    /// All images of a request together, in bytes: with what base64 adds, below the 20 MB that the service is sure to take.
    /// </summary>
    public const int MaxTotalBytes = 14_000_000;

    /// <summary>
    /// The image of a beat as it is sent, and the hash of the original; or what is wrong with it; nothing where there is none.
    /// </summary>
    public async Task<(ReferenceImage? Image, ReferenceCopy? Copy, string? Hash, string? Flaw)> ReadAsync(
        ImageName name, string label, CancellationToken cancellationToken)
    {
        await using var stream = await images.OpenAsync(name, version: null, cancellationToken);
        if (stream is null)
        {
            return default;
        }

        if (stream.CanSeek && stream.Length > ImageInspector.MaxBytes)
        {
            return (null, null, null, $"it is larger than {ImageInspector.MaxBytes / 1_000_000} MB");
        }

        try
        {
            using var buffer = new MemoryStream(stream.CanSeek ? (int)Math.Min(stream.Length, ImageInspector.MaxBytes) : 0);
            await stream.CopyToAsync(buffer, cancellationToken);
            var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
            var (image, copy, flaw) = await CheckAsync(bytes, label, cancellationToken);
            return (image, copy, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), flaw);
        }
        catch (IOException e)
        {
            return (null, null, null, e.Message);
        }
    }

    /// <summary>An image as it is sent; or what is wrong with it.</summary>
    public async Task<(ReferenceImage? Image, ReferenceCopy? Copy, string? Flaw)> CheckAsync(
        ReadOnlyMemory<byte> bytes, string label, CancellationToken cancellationToken) =>
        await processor.CheckAsync(bytes, cancellationToken) switch
        {
            ImageCheck.Whole whole => await FitSizeAsync(bytes, whole.Format, label, cancellationToken),
            ImageCheck.Broken broken => (null, null, broken.Reason),
            var other => throw new InvalidOperationException($"Not a check: {other}."),
        };

    /// <summary>A whole image as it is sent: itself, or a smaller copy.</summary>
    public async Task<(ReferenceImage? Image, ReferenceCopy? Copy, string? Flaw)> FitSizeAsync(
        ReadOnlyMemory<byte> bytes, ImageFormat format, string label, CancellationToken cancellationToken) =>
        bytes.Length <= MaxBytes ? (new ReferenceImage(label, bytes, format), null, null)
        : await processor.ShrinkReferenceAsync(bytes, MaxBytes, cancellationToken) is { } copy
            ? (new ReferenceImage(label, copy.Bytes, copy.Format),
                new ReferenceCopy(copy.Format.MediaType(), copy.Width, copy.Height, copy.Bytes.Length, bytes.Length),
                null)
            : (null, null, $"no smaller copy of its {bytes.Length / 1_000_000} MB can be made");

    /// <summary>Images that are too much together are sent as smaller copies, none smaller than its share.</summary>
    public async Task ShrinkToTotalAsync(List<ReferenceImage> images, List<SentReference> sent, CancellationToken cancellationToken)
    {
        if (images.Sum(i => (long)i.Bytes.Length) <= MaxTotalBytes)
        {
            return;
        }

        var share = MaxTotalBytes / images.Count;
        for (var i = 0; i < images.Count; i++)
        {
            if (images[i].Bytes.Length > share
                && await processor.ShrinkReferenceAsync(images[i].Bytes, share, cancellationToken) is { } copy
                && copy.Bytes.Length < images[i].Bytes.Length)
            {
                var original = sent[i].Copy?.OriginalLength ?? images[i].Bytes.Length;
                images[i] = images[i] with { Bytes = copy.Bytes, Format = copy.Format };
                sent[i] = sent[i] with
                {
                    Copy = new ReferenceCopy(copy.Format.MediaType(), copy.Width, copy.Height, copy.Bytes.Length, original),
                };
            }
        }
    }
}
