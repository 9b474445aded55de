using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Tests.Local.Storage.Images;

public sealed class RejectedFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rejected-").FullName;

    private string Folder => Path.Combine(_root, "tale", ".imagegen", "rejected");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Keep_Image_IsThereWithItsReason()
    {
        await new RejectedFiles(DataFolder.Open(_root)).KeepAsync(Image(1, [1, 2, 3]), default);

        var image = Assert.Single(Directory.GetFiles(Folder, "*.jpg"));
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(image));
        var note = await File.ReadAllTextAsync(Path.ChangeExtension(image, ".json"), Encoding.UTF8);
        Assert.Contains("pixels are missing", note, StringComparison.Ordinal);
        Assert.Contains("0.067", note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keep_SameAttemptAgain_DoesNoHarm()
    {
        var rejected = new RejectedFiles(DataFolder.Open(_root));
        await rejected.KeepAsync(Image(1, [1, 2, 3]), default);

        await rejected.KeepAsync(Image(1, [1, 2, 3]), default);

        Assert.Equal(2, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public async Task Keep_MoreThanItsBound_TheOldestMakeRoom()
    {
        var rejected = new RejectedFiles(DataFolder.Open(_root));
        for (var n = 1; n <= IRejectedImages.MaxImages + 3; n++)
        {
            await rejected.KeepAsync(Image(n, [(byte)n]), default);
        }

        var left = Directory.GetFiles(Folder, "*.jpg").Order(StringComparer.Ordinal).Select(file => File.ReadAllBytes(file)[0]);
        Assert.Equal(Enumerable.Range(4, IRejectedImages.MaxImages).Select(n => (byte)n), left);
        Assert.Equal(2 * IRejectedImages.MaxImages, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public async Task Keep_FolderThatIsALink_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(_root, "tale", ".imagegen"));
        Directory.CreateSymbolicLink(Folder, Path.GetTempPath());

        await Assert.ThrowsAsync<UserException>(() => new RejectedFiles(DataFolder.Open(_root)).KeepAsync(Image(1, [1]), default));
    }

    private static RejectedImage Image(int n, byte[] bytes) => new(
        new ImageName(
            ProjectName.TryParse("tale", out var tale) ? tale : throw new InvalidOperationException(),
            ImageStyle.Clear,
            1,
            BeatId.Parse("1.1")),
        "tale-1",
        $"a{n}",
        bytes,
        ImageFormat.Jpeg,
        "The JPEG is damaged: pixels are missing.",
        0.067m,
        StoryboardBuilder.At(n));
}
