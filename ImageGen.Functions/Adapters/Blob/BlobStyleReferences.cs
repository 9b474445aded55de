using Azure.Storage.Blobs;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>The style references of projects, and those of projects that have none.</summary>
/// <param name="place">The container of images.</param>
/// <param name="codec">Decodes them; null: their structure is checked.</param>
/// <param name="defaults">Blobs, below the prefix, for projects that have no style reference of their own, by style; null: none.</param>
internal sealed class BlobStyleReferences(BlobPlace place, IImageCodec? codec, IReadOnlyDictionary<ImageStyle, string>? defaults)
{
    private readonly BlobImageNames _names = new(place.Prefix);

    /// <exception cref="UserException">There is one, and it cannot be used.</exception>
    public Task<StyleReferenceImage?> ReadAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken)
    {
        var own = ImageFormats.All.Select(format => $"{_names.Project(project)}style_reference{format.Extension()}");
        return FirstAsync([.. own, .. Default(style)], cancellationToken);
    }

    /// <exception cref="UserException">There is one, and it cannot be used.</exception>
    public Task<StyleReferenceImage?> ReadDefaultAsync(ImageStyle style, CancellationToken cancellationToken) =>
        FirstAsync(Default(style), cancellationToken);

    private string[] Default(ImageStyle style) => defaults?.GetValueOrDefault(style) is { } path ? [place.Prefix + path] : [];

    private Task<StyleReferenceImage?> FirstAsync(string[] blobs, CancellationToken cancellationToken) => place.UseAsync(
        async container =>
        {
            foreach (var blob in blobs.Select(container.GetBlobClient))
            {
                if (await blob.BytesOrNullAsync(ImageInspector.MaxBytes, cancellationToken) is { } bytes)
                {
                    return Checked(blob, bytes);
                }
            }

            return null;
        },
        cancellationToken);

    private StyleReferenceImage Checked(BlobClient blob, byte[] bytes) => codec.CheckOrInspect(bytes) is ImageCheck.Whole whole
        ? new StyleReferenceImage(bytes, whole.Format)
        : throw new UserException(
            $"{blob.Name} in the container {blob.BlobContainerName} is not a whole PNG, JPEG or WebP. Replace it, or remove it.");
}
