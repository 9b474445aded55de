using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Tests.Local.Storage.Images;

/// <summary>A data folder with images of one beat, opened as often as other processes would.</summary>
internal sealed class ImagesOnDisk : IDisposable
{
    public static readonly ProjectName Project = ProjectName.TryParse("fable", out var name) ? name : default;
    public static readonly ImageName Name = new(Project, ImageStyle.Clear, 1, BeatId.Parse("1.1"));

    public static byte[] Png(string content) => TestImage.Png(content.Aggregate(0, (hash, c) => (hash * 31) + c));

    public static string ETag(string content) => ImageReader.ETagOf(Png(content));

    public static ImageProvenance Provenance(string tag) => new(
        "run", $"attempt-{tag}", "gemini-3.1-flash-image", $"hash-{tag}", "clear-1", "none", new TokenUsage(1, 2, 3, 2), 0.067m,
        TimeSpan.FromSeconds(8), new DateTimeOffset(2026, 11, 21, 3, 0, 0, TimeSpan.Zero));

    public TempFolder Folder { get; } = new();

    public FileImageStore Store() => new(DataFolder.Open(Folder.Path));

    public Task<StoredImage> SaveAsync(byte[] bytes, ImageFormat format = ImageFormat.Png, bool keepOld = false, string tag = "a") =>
        Store().SaveAsync(Name, bytes, format, Provenance(tag), keepOld, default);

    public async Task<byte[]> BytesAsync(string? version)
    {
        await using var stream = await Store().OpenAsync(Name, version, default);
        using var copy = new MemoryStream();
        await stream!.CopyToAsync(copy);
        return copy.ToArray();
    }

    public void Dispose() => Folder.Dispose();
}
