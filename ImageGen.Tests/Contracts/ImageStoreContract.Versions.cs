namespace ImageGen.Tests.Contracts;

/// <summary>Images beside the one in place: older ones and candidates.</summary>
public abstract partial class ImageStoreContract
{
    [Fact]
    public async Task Save_ThereAlreadyAndToBeKept_OldOnesAreVersionsNewestFirst()
    {
        await SaveAsync(Name("1.1"), TestImage.Png(1));
        var second = await SaveAsync(Name("1.1"), TestImage.Png(2), keepOld: true, attempt: "a2");
        var third = await SaveAsync(Name("1.1"), TestImage.Png(3), keepOld: true, attempt: "a3");

        Assert.Equal(third, await Open().FindAsync(Name("1.1"), None));
        Assert.Equal(TestImage.Png(3), await BytesAsync(Name("1.1")));
        var versions = await Open().VersionsAsync(Name("1.1"), None);
        Assert.Equal(2, versions.Length);
        Assert.Equal(["a2", "a1"], versions.Select(v => v.Provenance?.Attempt));
        Assert.Equal(second.ETag, versions[0].ETag);
        Assert.All(versions, v => Assert.NotNull(v.Version));
        Assert.Equal(TestImage.Png(2), await BytesAsync(Name("1.1"), versions[0].Version));
        Assert.Equal(TestImage.Png(1), await BytesAsync(Name("1.1"), versions[1].Version));
    }

    [Fact]
    public async Task SaveBeside_AnotherIsInPlace_ThatOneStaysAndTheNewOneIsAVersionWithAllThatIsKnown()
    {
        var first = await SaveAsync(Name("1.1"), TestImage.Png(1));

        var beside = await Open().SaveBesideAsync(Name("1.1"), TestImage.Png(2), ImageFormat.Png, Provenance("a2"), None);

        Assert.Equal(first, await Open().FindAsync(Name("1.1"), None));
        Assert.Single(await Open().ListAsync(Name("1.1").Project, ImageStyle.Clear, None));
        var version = Assert.Single(await Open().VersionsAsync(Name("1.1"), None));
        Assert.Equal((beside.ETag, beside.Version, "a2"), (version.ETag, version.Version, version.Provenance?.Attempt));
        Assert.Equal(TestImage.Png(2), await BytesAsync(Name("1.1"), version.Version));
    }

    [Fact]
    public async Task Restore_AVersion_TakesThePlaceWithItsProvenanceAndTheOtherIsKept()
    {
        var first = await SaveAsync(Name("1.1"), TestImage.Png(1));
        var beside = await Open().SaveBesideAsync(Name("1.1"), TestImage.Png(2), ImageFormat.Png, Provenance("a2"), None);

        for (var round = 0; round < 3; round++)
        {
            var second = await Open().RestoreAsync(Name("1.1"), beside.ETag, None);
            Assert.Equal((beside.ETag, "a2", first.Path), (second!.ETag, second.Provenance?.Attempt, second.Path));
            Assert.Equal(beside.ETag, (await Open().RestoreAsync(Name("1.1"), beside.ETag, None))!.ETag);
            Assert.Equal(TestImage.Png(2), await BytesAsync(Name("1.1")));
            Assert.Equal([first.ETag], (await Open().VersionsAsync(Name("1.1"), None)).Select(v => v.ETag));

            var back = await Open().RestoreAsync(Name("1.1"), first.ETag, None);
            Assert.Equal((first.ETag, "a1"), (back!.ETag, back.Provenance?.Attempt));
            Assert.Equal(TestImage.Png(1), await BytesAsync(Name("1.1")));
            Assert.Equal([beside.ETag], (await Open().VersionsAsync(Name("1.1"), None)).Select(v => v.ETag));
        }

        Assert.Equal("a1", (await Open().FindAsync(Name("1.1"), None))!.Provenance?.Attempt);
    }

    [Fact]
    public async Task Restore_AVersionOfAnotherType_TakesThePlaceAlone()
    {
        var first = await SaveAsync(Name("1.1"), TestImage.Png(1));
        var jpeg = TestImage.Png(2);
        var beside = await Open().SaveBesideAsync(Name("1.1"), jpeg, ImageFormat.Jpeg, Provenance("a2"), None);

        var placed = await Open().RestoreAsync(Name("1.1"), beside.ETag, None);

        Assert.Equal(("generated_images/clear/Shot_1/Beat_1.1.jpg", ImageFormat.Jpeg), (placed!.Path, placed.Format));
        Assert.Equal(beside.ETag, (await Open().ListAsync(Name("1.1").Project, ImageStyle.Clear, None))[BeatId.Parse("1.1")].ETag);
        Assert.Equal([first.ETag], (await Open().VersionsAsync(Name("1.1"), None)).Select(v => v.ETag));
    }

    [Fact]
    public async Task Restore_NoSuchVersion_ChangesNothing()
    {
        var first = await SaveAsync(Name("1.1"), TestImage.Png(1));

        Assert.Null(await Open().RestoreAsync(Name("1.1"), "no-such-etag", None));
        Assert.Null(await Open().RestoreAsync(Name("2.2"), first.ETag, None));

        Assert.Equal(first, await Open().FindAsync(Name("1.1"), None));
    }

    [Fact]
    public async Task Delete_CandidatesOfARun_GoWithItsImages()
    {
        await SaveAsync(Name("1.1"), TestImage.Png(1));
        await Open().SaveBesideAsync(Name("1.1"), TestImage.Png(2), ImageFormat.Png, Provenance("a2"), None);

        await Open().DeleteAsync(Name("1.1"), "tale-1", None);

        Assert.Empty(await Open().VersionsAsync(Name("1.1"), None));
        Assert.Null(await Open().FindAsync(Name("1.1"), None));
    }
}
