using static ImageGen.Tests.Local.Storage.Images.ImagesOnDisk;

namespace ImageGen.Tests.Local.Storage.Images;

/// <summary>Images are put in their places whole, and once.</summary>
public sealed class ImageWriterTests : IDisposable
{
    private readonly ImagesOnDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task SaveAsync_NewImage_IsFoundWithAllThatIsKnownOfIt()
    {
        var saved = await _disk.SaveAsync(Png("a"));

        var found = await _disk.Store().FindAsync(Name, default);

        Assert.Equal(saved, found);
        Assert.Equal("generated_images/clear/Shot_1/Beat_1.1.png", found!.Path);
        Assert.Equal(Provenance("a"), found.Provenance);
        Assert.Equal(Png("a"), await _disk.BytesAsync(null));
        Assert.Equal(
            ["fable/.imagegen/images/clear/.lock", "fable/.imagegen/images/clear/Shot_1/Beat_1.1.json",
                "fable/generated_images/clear/Shot_1/Beat_1.1.png"],
            _disk.Folder.Files());
    }

    [Fact]
    public async Task SaveAsync_OtherType_OnlyOneFileUnderTheName()
    {
        await _disk.SaveAsync(Png("a"));
        await _disk.SaveAsync(SampleImages.BaselineJpeg, ImageFormat.Jpeg, keepOld: true);

        var found = await _disk.Store().FindAsync(Name, default);

        Assert.Equal(ImageFormat.Jpeg, found!.Format);
        Assert.Equal(
            ["Beat_1.1.jpg"], Directory.EnumerateFiles(_disk.Folder["fable/generated_images/clear/Shot_1"]).Select(Path.GetFileName));
        Assert.Single(await _disk.Store().VersionsAsync(Name, default));
    }

    [Fact]
    public async Task SaveAsync_ForeignBrokenImageExists_IsPutAsideAndReplaced()
    {
        _disk.Folder.Write("fable/generated_images/clear/Shot_1/Beat_1.1.png", "not an image");
        Assert.Null(await _disk.Store().FindAsync(Name, default));

        await _disk.SaveAsync(Png("a"));

        Assert.Equal(Png("a"), await _disk.BytesAsync(null));
        Assert.Equal(
            "not an image", await File.ReadAllTextAsync(_disk.Folder["fable/generated_images/clear/Shot_1/Beat_1.1.png.corrupt-1"]));
    }

    [Fact]
    public async Task SaveAsync_Cancelled_NothingIsLeft()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _disk.Store().SaveAsync(
                Name, Png("a"), ImageFormat.Png, Provenance("a"), keepOld: false, new CancellationToken(canceled: true)));

        Assert.Empty(_disk.Folder.Files());
    }

    [Fact]
    public async Task SaveAsync_ManyAtOnceUnderOneName_OneWinsAndAllAreToldOfIt()
    {
        var store = _disk.Store();

        var saved = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            store.SaveAsync(Name, Png($"{i}"), ImageFormat.Png, Provenance($"{i}"), keepOld: false, default)));

        Assert.Single(saved.Distinct());
        Assert.Equal(saved[0], await _disk.Store().FindAsync(Name, default));
    }

    [Fact]
    public async Task SaveAsync_ReadersMeanwhile_OnlyEverSeeWholeImages()
    {
        var store = _disk.Store();
        byte[][] images = [TestImage.Png(1, side: 1500), TestImage.Png(2, side: 1000)];
        await _disk.SaveAsync(images[0]);

        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= 40; i++)
            {
                await store.SaveAsync(Name, images[i % 2], ImageFormat.Png, Provenance("x"), keepOld: true, default);
            }
        });
        do
        {
            var bytes = await _disk.BytesAsync(null);
            Assert.Contains(images, image => image.AsSpan().SequenceEqual(bytes));
        }
        while (!writing.IsCompleted);
        await writing;
    }
}
