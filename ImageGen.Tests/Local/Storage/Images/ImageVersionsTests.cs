using static ImageGen.Tests.Local.Storage.Images.ImagesOnDisk;

namespace ImageGen.Tests.Local.Storage.Images;

/// <summary>Older images of a beat.</summary>
public sealed class ImageVersionsTests : IDisposable
{
    private readonly ImagesOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task SaveAsync_KeepOld_OldOneIsAVersionWithItsProvenance()
    {
        var old = await _disk.SaveAsync(Png("a"));
        var current = await _disk.SaveAsync(Png("b"), keepOld: true, tag: "b");

        var version = Assert.Single(await _disk.Store().VersionsAsync(Name, default));

        Assert.Equal(current, await _disk.Store().FindAsync(Name, default));
        Assert.Equal(old.ETag, version.ETag);
        Assert.Equal(Provenance("a"), version.Provenance);
        Assert.Equal(Png("a"), await _disk.BytesAsync(version.Version));
        Assert.Equal(Png("b"), await _disk.BytesAsync(null));
    }

    [Fact]
    public async Task VersionsAsync_SeveralVersions_NewestFirst()
    {
        foreach (var (content, day) in new[] { ("a", 1), ("b", 2), ("c", 3) })
        {
            await _disk.SaveAsync(Png(content), keepOld: true);
            File.SetLastWriteTimeUtc(
                _disk.Folder["fable/generated_images/clear/Shot_1/Beat_1.1.png"], new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc));
            File.Delete(_disk.Folder["fable/.imagegen/images/clear/Shot_1/Beat_1.1.json"]);
        }

        await _disk.SaveAsync(Png("d"), keepOld: true);

        var versions = await _disk.Store().VersionsAsync(Name, default);

        Assert.Equal([ETag("c"), ETag("b"), ETag("a")], versions.Select(v => v.ETag));
    }

    [Fact]
    public async Task SaveAsync_SameBytesAgain_NoVersionAndNewProvenance()
    {
        await _disk.SaveAsync(Png("a"));
        await _disk.SaveAsync(Png("a"), keepOld: true, tag: "changed prompt");

        Assert.Empty(await _disk.Store().VersionsAsync(Name, default));
        Assert.Equal(Provenance("changed prompt"), (await _disk.Store().FindAsync(Name, default))!.Provenance);
    }

    [Theory]
    [InlineData("../../../../secret")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    public async Task OpenAsync_VersionThatIsNone_Null(string version)
    {
        _disk.Folder.Write("secret.png", Png("secret"));
        await _disk.SaveAsync(Png("a"));

        Assert.Null(await _disk.Store().OpenAsync(Name, version, default));
    }
}
