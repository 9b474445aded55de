using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
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

    /// <summary>The project's own, which one listing finds whatever its type; else the style's.</summary>
    /// <exception cref="UserException">There is one, and it cannot be used.</exception>
    public Task<StyleReferenceImage?> ReadAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        place.UseAsync(
            async container =>
            {
                var found = new List<string>();
                await foreach (var blob in container.GetBlobsAsync(
                    new GetBlobsOptions { Prefix = $"{_names.Project(project)}style_reference." }, cancellationToken))
                {
                    found.Add(blob.Name);
                }

                var own = ImageFormats.All.Select(format => $"{_names.Project(project)}style_reference{format.Extension()}");
                foreach (var name in own.Where(found.Contains))
                {
                    if (await ReadAsync(container, name, cancellationToken) is { } reference)
                    {
                        return reference;
                    }
                }

                return await ReadDefaultAsync(container, style, cancellationToken);
            },
            cancellationToken);

    /// <exception cref="UserException">There is one, and it cannot be used.</exception>
    public Task<StyleReferenceImage?> ReadDefaultAsync(ImageStyle style, CancellationToken cancellationToken) =>
        place.UseAsync(container => ReadDefaultAsync(container, style, cancellationToken), cancellationToken);

    private async Task<StyleReferenceImage?> ReadDefaultAsync(
        BlobContainerClient container, ImageStyle style, CancellationToken cancellationToken) =>
        defaults?.GetValueOrDefault(style) is { } path ? await ReadAsync(container, place.Prefix + path, cancellationToken) : null;

    private async Task<StyleReferenceImage?> ReadAsync(BlobContainerClient container, string name, CancellationToken cancellationToken)
    {
        var blob = container.GetBlobClient(name);
        return await blob.BytesOrNullAsync(ImageInspector.MaxBytes, cancellationToken) is { } bytes ? Checked(blob, bytes) : null;
    }

    private StyleReferenceImage Checked(BlobClient blob, byte[] bytes) => codec.CheckOrInspect(bytes) is ImageCheck.Whole whole
        ? new StyleReferenceImage(bytes, whole.Format)
        : throw new UserException(
            $"{blob.Name} in the container {blob.BlobContainerName} is not a whole PNG, JPEG or WebP. Replace it, or remove it.");
}
