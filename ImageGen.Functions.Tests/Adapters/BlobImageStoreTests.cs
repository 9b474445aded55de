using Azure.Storage.Blobs.Models;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Tests.Contracts;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Functions.Tests.Adapters;

[Collection(AzuriteTests.Name)]
public sealed class BlobImageStoreTests(AzuriteFixture azurite) : ImageStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly BlobSettings _settings = azurite.Fresh();

    protected override IImageStore Open() => new BlobImageStore(new BlobContainers(_settings), TimeProvider.System);

    protected override async Task PutStyleReferenceAsync(ProjectName project, byte[] png) =>
        await PutAsync($"team-a/{project.Value}/style_reference.png", png);

    [Fact]
    public async Task Save_Image_HasContentTypeAndNoPromptInItsBlob()
    {
        await SaveAsync(TestImage.Png(1));

        var blob = AzuriteFixture.Images(_settings).GetBlobClient("team-a/tale/generated_images/clear/Shot_1/Beat_1.1.png");
        var properties = (await blob.GetPropertiesAsync()).Value;
        Assert.Equal("image/png", properties.ContentType);
        Assert.Equal(["etag", "provenance", "stored", "version"], properties.Metadata.Keys.Order());
    }

    [Fact]
    public async Task Save_OtherTypeInstead_OldOneIsAVersionAndTheNameIsGivenOnce()
    {
        await SaveAsync(TestImage.Png(1));

        await SaveAsync(TestImage.Png(2), ImageFormat.Jpeg, keepOld: true);

        Assert.Equal(ImageFormat.Jpeg, (await Open().FindAsync(Name(), None))!.Format);
        Assert.Equal(ImageFormat.Png, Assert.Single(await Open().VersionsAsync(Name(), None)).Format);
        Assert.Single(AzuriteFixture.Images(_settings).GetBlobs(new GetBlobsOptions { Prefix = "team-a/tale/generated_images/" }));
    }

    [Fact]
    public async Task Save_SameImageAgain_IsNoNewVersion()
    {
        await SaveAsync(TestImage.Png(1));
        await SaveAsync(TestImage.Png(1), keepOld: true);

        Assert.Empty(await Open().VersionsAsync(Name(), None));
    }

    [Fact]
    public async Task Find_NamedAsEarlierProgramsNamedIt_IsTheBeatsImageAndWins()
    {
        await PutAsync("team-a/tale/generated_images/clear/Shot_1/Beat_Beat 1.1.png", TestImage.Png(5));

        var saved = await SaveAsync(TestImage.Png(1));

        Assert.Equal("generated_images/clear/Shot_1/Beat_Beat 1.1.png", saved.Path);
        Assert.Equal(saved, await Open().FindAsync(Name(), None));
    }

    [Fact]
    public async Task Find_NamesOfTwoPrograms_OursCountsThoughTheOtherIsNewer()
    {
        var saved = await SaveAsync(TestImage.Png(1));
        await PutAsync("team-a/tale/generated_images/clear/Shot_1/Beat_Beat 1.1.png", TestImage.Png(5));
        await PutAsync("team-a/tale/generated_images/clear/Shot_1/Beat_1.10.png", TestImage.Png(6));

        Assert.Equal(saved, await Open().FindAsync(Name(), None));
    }

    [Fact]
    public async Task Find_PutThereByAPerson_IsCheckedAndOnlyImagesCount()
    {
        await PutAsync("team-a/tale/generated_images/clear/Shot_1/Beat_1.1.png", TestImage.Png(5));
        await PutAsync("team-a/tale/generated_images/clear/Shot_1/Beat_1.2.png", "<html>no image</html>"u8.ToArray());
        var store = Open();

        var list = await store.ListAsync(Name().Project, ImageStyle.Clear, None);

        var (beat, image) = Assert.Single(list);
        Assert.Equal("1.1", beat.Value);
        Assert.Null(image.Provenance);
        Assert.Equal(image, await store.FindAsync(Name(), None));
    }

    [Fact]
    public async Task Save_ProvenanceWithLettersOfAnyScript_ComesBackWhole()
    {
        var provenance = Provenance() with { Reference = "Bild 1.1 – größer, 日本" };

        await Open().SaveAsync(Name(), TestImage.Png(1), ImageFormat.Png, provenance, keepOld: false, None);

        Assert.Equal(provenance, (await Open().FindAsync(Name(), None))!.Provenance);
    }

    [Fact]
    public async Task StyleReference_IsNoImage_SaysWhichBlob()
    {
        await PutStyleReferenceAsync(Name().Project, "nothing"u8.ToArray());

        var fault = await Assert.ThrowsAsync<UserException>(() => Open().StyleReferenceAsync(Name().Project, ImageStyle.Clear, None));

        Assert.Contains("style_reference.png", fault.Message, StringComparison.Ordinal);
    }

    private static ImageName Name()
    {
        Assert.True(ProjectName.TryParse("tale", out var project));
        return new ImageName(project, ImageStyle.Clear, 1, BeatId.Parse("1.1"));
    }

    private static ImageProvenance Provenance() =>
        new("tale-1", "a1", "gemini-3.1-flash-image", "00ff", "clear-1", "none", null, 0.067m, TimeSpan.FromSeconds(8.5), At(60));

    private Task<StoredImage> SaveAsync(byte[] bytes, ImageFormat format = ImageFormat.Png, bool keepOld = false) =>
        Open().SaveAsync(Name(), bytes, format, Provenance(), keepOld, None);

    private async Task PutAsync(string blob, byte[] bytes)
    {
        var container = AzuriteFixture.Images(_settings);
        await container.CreateIfNotExistsAsync();
        await container.GetBlobClient(blob).UploadAsync(BinaryData.FromBytes(bytes), overwrite: true);
    }
}
