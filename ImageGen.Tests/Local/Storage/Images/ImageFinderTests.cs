using static ImageGen.Tests.Local.Storage.Images.ImagesOnDisk;

namespace ImageGen.Tests.Local.Storage.Images;

/// <summary>Images are found by the names of their beats, also those that this host did not store.</summary>
public sealed class ImageFinderTests : IDisposable
{
    private readonly ImagesOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task FindAsync_CrashBeforeTheFormerTypeWasRemoved_TheNewOneCounts()
    {
        await _disk.SaveAsync(Png("a"));
        var oldImage = await File.ReadAllBytesAsync(_disk.Folder["fable/generated_images/clear/Shot_1/Beat_1.1.png"]);
        var current = await _disk.SaveAsync(SampleImages.BaselineJpeg, ImageFormat.Jpeg, keepOld: true);
        _disk.Folder.Write("fable/generated_images/clear/Shot_1/Beat_1.1.png", oldImage);

        Assert.Equal(current, await _disk.Store().FindAsync(Name, default));
        Assert.Equal(current, Assert.Single(await _disk.Store().ListAsync(Project, ImageStyle.Clear, default)).Value);
    }

    [Fact]
    public async Task ListAsync_OwnImages_NoneIsRead()
    {
        var store = _disk.Store();
        foreach (var beat in new[] { "1.1", "1.2", "2.1" })
        {
            await store.SaveAsync(
                Name with { Shot = beat[0] - '0', Beat = BeatId.Parse(beat) },
                Png(beat),
                ImageFormat.Png,
                Provenance(beat),
                keepOld: false,
                default);
        }

        var again = _disk.Store();
        var list = await again.ListAsync(Project, ImageStyle.Clear, default);

        Assert.Equal(["1.1", "1.2", "2.1"], list.Keys.Select(b => b.Value).Order());
        Assert.All(list, pair => Assert.Equal(Provenance(pair.Key.Value), pair.Value.Provenance));
        Assert.Equal(0, again.FilesRead);
        Assert.Empty(await again.ListAsync(Project, ImageStyle.Illustration, default));
    }

    [Fact]
    public async Task ListAsync_ForeignImages_EachIsReadOnce()
    {
        _disk.Folder.Write("fable/generated_images/clear/Shot_1/Beat_1.1.png", Png("a"));
        _disk.Folder.Write("fable/generated_images/clear/Shot_1/Beat_1.2.png", SampleImages.BaselineJpeg);
        var store = _disk.Store();

        await store.ListAsync(Project, ImageStyle.Clear, default);
        var list = await store.ListAsync(Project, ImageStyle.Clear, default);

        Assert.Equal(2, store.FilesRead);
        Assert.Null(list[BeatId.Parse("1.1")].Provenance);
        Assert.Equal(ImageFormat.Jpeg, list[BeatId.Parse("1.2")].Format);
        Assert.Equal("generated_images/clear/Shot_1/Beat_1.2.png", list[BeatId.Parse("1.2")].Path);
    }

    [Theory]
    [InlineData("fable/generated_images/clear/Shot_1/notes.txt")]
    [InlineData("fable/generated_images/clear/Shot_1/Beat_..png")]
    [InlineData("fable/generated_images/clear/Shot_01/Beat_1.1.png")]
    [InlineData("fable/generated_images/clear/Beat_1.1.png")]
    [InlineData("fable/generated_images/clear/Shot_1/.imagegen-tmp-0123")]
    public async Task ListAsync_ForeignFile_IsIgnored(string path)
    {
        _disk.Folder.Write(path, Png("a"));

        Assert.Empty(await _disk.Store().ListAsync(Project, ImageStyle.Clear, default));
    }

    [Fact]
    public async Task ListAsync_BeatInTwoShots_NewerCounts()
    {
        _disk.Folder.Write("fable/generated_images/clear/Shot_1/Beat_1.1.png", Png("a"));
        _disk.Folder.Write("fable/generated_images/clear/Shot_2/Beat_1.1.png", Png("b"));
        File.SetLastWriteTimeUtc(_disk.Folder["fable/generated_images/clear/Shot_2/Beat_1.1.png"], DateTime.UnixEpoch);

        Assert.Equal(ETag("a"), Assert.Single(await _disk.Store().ListAsync(Project, ImageStyle.Clear, default)).Value.ETag);
    }

    [Fact]
    public async Task FindAsync_IdInOtherCase_IsTheSameBeat()
    {
        var intro = Name with { Beat = BeatId.Parse("Intro") };
        var saved = await _disk.Store().SaveAsync(intro, Png("a"), ImageFormat.Png, Provenance("a"), keepOld: false, default);

        var found = await _disk.Store().FindAsync(Name with { Beat = BeatId.Parse("INTRO") }, default);

        Assert.Equal(saved, found);
    }

    [Fact]
    public async Task FindAsync_ProjectInOtherCase_IsTheSameFolder()
    {
        await _disk.SaveAsync(Png("a"));

        Assert.True(ProjectName.TryParse("FABLE", out var other));
        Assert.NotNull(await _disk.Store().FindAsync(Name with { Project = other }, default));
    }
}
