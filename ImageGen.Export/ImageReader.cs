using ImageGen.Core.Api.Exports;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;

namespace ImageGen.Export;

/// <summary>Reads the images of an export out of the store.</summary>
internal sealed class ImageReader(IImageStore images)
{
    /// <summary>Of a project without an image: what Gemini generates when no one asks for a ratio, in HD.</summary>
    private static readonly (int Width, int Height) Usual = (1920, 1080);

    /// <summary>The image's bytes; null when there is none, or it has gone since it was listed.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(ExportCell cell, CancellationToken cancellationToken)
    {
        if (cell.Image is null || await images.OpenAsync(cell.Name, version: null, cancellationToken) is not { } stream)
        {
            return null;
        }

        await using (stream)
        {
            using var bytes = new MemoryStream((int)Math.Min(cell.Image.Length, ImageInspector.MaxBytes));
            await stream.CopyToAsync(bytes, cancellationToken);
            return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        }
    }

    /// <summary>The size in pixels of the first image that can be read.</summary>
    public async Task<(int Width, int Height)> FirstSizeAsync(ExportSheet sheet, CancellationToken cancellationToken)
    {
        foreach (var cell in sheet.Beats.SelectMany(b => b.Cells).Where(c => c.Image is not null))
        {
            if (await ReadAsync(cell, cancellationToken) is { } bytes && ImageInspector.Identify(bytes) is ImageCheck.Whole whole)
            {
                return (whole.Width, whole.Height);
            }
        }

        return Usual;
    }
}
