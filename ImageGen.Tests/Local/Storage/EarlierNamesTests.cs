using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;

namespace ImageGen.Tests.Local.Storage;

/// <summary>Images as earlier programs named them are this beat's image like any other.</summary>
public sealed class EarlierNamesTests : IDisposable
{
    private const string Shot = "tale/generated_images/clear/Shot_1/";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Beat_Beat 1.png")]
    [InlineData("Beat_Beat_1.png")]
    [InlineData("Beat 1.png")]
    [InlineData("Beat_1.png")]
    public async Task Find_AnEarlierName_IsTheBeatsImage(string file)
    {
        _folder.Write(Shot + file, TestImage.Png(1));

        var found = await Store().FindAsync(Name(), None);

        Assert.Equal($"generated_images/clear/Shot_1/{file}", found!.Path);
        Assert.Equal(found, (await Store().ListAsync(Name().Project, ImageStyle.Clear, None))[Name().Beat]);
        await using var bytes = await Store().OpenAsync(Name(), null, None);
        Assert.Equal(TestImage.Png(1).Length, bytes!.Length);
    }

    [Theory]
    [InlineData("Beat_Beat 1 copy.png")]
    [InlineData("Beats_1.png")]
    [InlineData("beat_1.png")]
    [InlineData("Beat_1_flagged.png")]
    [InlineData("Beat_Beat Beat 1.png")]
    public async Task Find_AnyOtherName_IsNone(string file)
    {
        _folder.Write(Shot + file, TestImage.Png(1));

        Assert.Null(await Store().FindAsync(Name(), None));
        Assert.DoesNotContain(Name().Beat, (await Store().ListAsync(Name().Project, ImageStyle.Clear, None)).Keys);
    }

    [Fact]
    public async Task Save_OneIsThere_ItWinsAndIsNotTouched()
    {
        _folder.Write(Shot + "Beat_Beat 1.png", TestImage.Png(1));

        var saved = await SaveAsync(keepOld: false);

        Assert.EndsWith("Beat_Beat 1.png", saved.Path, StringComparison.Ordinal);
        Assert.Equal(TestImage.Png(1), File.ReadAllBytes(_folder[Shot + "Beat_Beat 1.png"]));
        Assert.False(File.Exists(_folder[Shot + "Beat_1.png"]));
    }

    [Fact]
    public async Task Save_RegeneratedOnRequest_TheEarlierOneIsKeptAsAVersion()
    {
        _folder.Write(Shot + "Beat_Beat 1.png", TestImage.Png(1));

        await SaveAsync(keepOld: true);

        Assert.EndsWith("Shot_1/Beat_1.png", (await Store().FindAsync(Name(), None))!.Path, StringComparison.Ordinal);
        var version = Assert.Single(await Store().VersionsAsync(Name(), None));
        await using var bytes = await Store().OpenAsync(Name(), version.Version, None);
        using var copy = new MemoryStream();
        await bytes!.CopyToAsync(copy);
        Assert.Equal(TestImage.Png(1), copy.ToArray());
    }

    [Fact]
    public async Task Save_OneOfTheOldNameIsDamaged_TheNewImageIsStoredAndTheOldFileKept()
    {
        _folder.Write(Shot + "Beat_Beat 1.png", "half an image");

        await SaveAsync(keepOld: false);

        Assert.EndsWith("Shot_1/Beat_1.png", (await Store().FindAsync(Name(), None))!.Path, StringComparison.Ordinal);
        Assert.Contains(_folder.Files(), f => f.EndsWith("Beat_Beat 1.png.corrupt-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Find_AShotWithAName_IsInItsFolder()
    {
        _folder.Write("tale/generated_images/clear/Shot_S01_SH010/Beat_1.png", TestImage.Png(1));
        Assert.True(ShotId.TryParse("S01_SH010", out var shot));

        Assert.NotNull(await Store().FindAsync(Name() with { Shot = shot }, None));
        Assert.Single(await Store().ListAsync(Name().Project, ImageStyle.Clear, None));
    }

    private static ImageName Name()
    {
        Assert.True(ProjectName.TryParse("tale", out var project));
        return new ImageName(project, ImageStyle.Clear, 1, BeatId.Parse("1"));
    }

    private FileImageStore Store() => new(DataFolder.Open(_folder.Path));

    private Task<StoredImage> SaveAsync(bool keepOld)
    {
        var provenance = new ImageProvenance(
            "tale-1", "a", "m", "00", "clear-1", "none", new TokenUsage(1, 2, 3), 0.067m, TimeSpan.FromSeconds(8), StoryboardBuilder.At(3));
        return Store().SaveAsync(Name(), TestImage.Png(2), ImageFormat.Png, provenance, keepOld, None);
    }
}
