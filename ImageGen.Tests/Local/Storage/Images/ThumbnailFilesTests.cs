using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Tests.Local.Storage.Images;

public sealed class ThumbnailFilesTests : IDisposable
{
    private static readonly ImageName Name = new(
        ProjectName.TryParse("tale", out var tale)
            ? tale
            : throw new InvalidOperationException(), ImageStyle.Clear, 1, BeatId.Parse("1.1"));

    private readonly string _root = Directory.CreateTempSubdirectory("thumbnails-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Find_NoneThere_IsNull() =>
        Assert.Null(await new ThumbnailFiles(DataFolder.Open(_root)).FindAsync(Name, "abc", default));

    [Fact]
    public async Task Save_ThenFind_IsThatOfTheETagAndNotAmongTheImages()
    {
        var thumbnails = new ThumbnailFiles(DataFolder.Open(_root));

        await thumbnails.SaveAsync(Name, "abc", new byte[] { 1, 2, 3 }, default);

        Assert.Equal([1, 2, 3], (await thumbnails.FindAsync(Name, "abc", default))!.Value.ToArray());
        Assert.Null(await thumbnails.FindAsync(Name, "abd", default));
        Assert.False(Directory.Exists(Path.Combine(_root, "tale", "generated_images")));
        Assert.True(File.Exists(Path.Combine(_root, "tale", ".imagegen", "thumbnails", "clear", "Shot_1", "Beat_1.1-abc.webp")));
    }

    [Fact]
    public async Task Save_FolderThatIsALink_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_root, "tale", ".imagegen"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "tale", ".imagegen", "thumbnails"), Path.GetTempPath());

        await Assert.ThrowsAsync<UserException>(
            () => new ThumbnailFiles(DataFolder.Open(_root)).SaveAsync(Name, "abc", new byte[] { 1 }, default));
    }
}
