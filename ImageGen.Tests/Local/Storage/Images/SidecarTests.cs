using static ImageGen.Tests.Local.Storage.Images.ImagesOnDisk;

namespace ImageGen.Tests.Local.Storage.Images;

/// <summary>What is known of an image counts for exactly its bytes.</summary>
public sealed class SidecarTests : IDisposable
{
    private readonly ImagesOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task FindAsync_CrashBetweenMetadataAndImage_OldImageIsNotTakenForTheNewOne()
    {
        await _disk.SaveAsync(Png("a"));
        var oldImage = await File.ReadAllBytesAsync(_disk.Folder["fable/generated_images/clear/Shot_1/Beat_1.1.png"]);
        await _disk.SaveAsync(Png("b"), keepOld: true, tag: "b");
        _disk.Folder.Write("fable/generated_images/clear/Shot_1/Beat_1.1.png", oldImage);

        var found = await _disk.Store().FindAsync(Name, default);

        Assert.Null(found!.Provenance);
        Assert.Equal(ETag("a"), found.ETag);
    }

    [Fact]
    public async Task FindAsync_ProjectWasCopied_ProvenanceStaysThoughTimesChange()
    {
        var saved = await _disk.SaveAsync(Png("a"));
        File.SetLastWriteTimeUtc(_disk.Folder["fable/generated_images/clear/Shot_1/Beat_1.1.png"], DateTime.UnixEpoch);

        Assert.Equal(saved, await _disk.Store().FindAsync(Name, default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ not json")]
    [InlineData("{}")]
    [InlineData("{\"version\":2,\"file\":\"Beat_1.1.png\",\"length\":9,\"eTag\":\"x\"}")]
    public async Task FindAsync_SidecarMissingOrUnreadable_ImageWithoutProvenance(string? sidecar)
    {
        var saved = await _disk.SaveAsync(Png("a"));
        var path = _disk.Folder["fable/.imagegen/images/clear/Shot_1/Beat_1.1.json"];
        File.Delete(path);
        if (sidecar is not null)
        {
            await File.WriteAllTextAsync(path, sidecar);
        }

        var found = await _disk.Store().FindAsync(Name, default);

        Assert.Null(found!.Provenance);
        Assert.Equal(saved.ETag, found.ETag);
    }
}
