using Azure.Storage.Blobs;
using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;

namespace ImageGen.Functions.Adapters.Blob;

/// <content>The style references of projects, and the one that serves all of them.</content>
internal sealed partial class BlobImageStore
{
    public Task<StyleReferenceImage?> StyleReferenceAsync(ProjectName project, ImageStyle style, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
        async container =>
        {
            var own = ImageFormats.All.Select(format => $"{_names.Project(project)}style_reference{format.Extension()}");
            return await FirstAsync(container, DefaultReference(style) is { } configured ? own.Append(configured) : own, cancellationToken);
        },
        cancellationToken);

    public Task<StyleReferenceImage?> DefaultStyleReferenceAsync(ImageStyle style, CancellationToken cancellationToken) =>
        containers.Images.UseAsync(
        container =>
            FirstAsync(container, DefaultReference(style) is { } configured ? [configured] : [], cancellationToken), cancellationToken);

    private string? DefaultReference(ImageStyle style) =>
        styleReferences?.GetValueOrDefault(style) is { } path ? containers.Images.Prefix + path : null;

    private async Task<StyleReferenceImage?> FirstAsync(
        BlobContainerClient container, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        foreach (var blob in names.Select(container.GetBlobClient))
        {
            if (await BytesAsync(blob, LargestReference, cancellationToken) is not { } bytes)
            {
                continue;
            }

            return Check(bytes) is ImageCheck.Whole whole
                ? new StyleReferenceImage(bytes, whole.Format)
                : throw new UserException(
                    $"{blob.Name} in the container {blob.BlobContainerName} is not a whole PNG, JPEG or WebP. Replace it, or remove it.");
        }

        return null;
    }

    private ImageCheck Check(ReadOnlyMemory<byte> bytes) => codec is null ? ImageInspector.Inspect(bytes) : codec.Check(bytes);
}
