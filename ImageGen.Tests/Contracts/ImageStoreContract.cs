using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Contracts;

/// <summary>What every <see cref="IImageStore"/> keeps. One subclass per store.</summary>
public abstract partial class ImageStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>A store over the test's data: each call gives one that another process could have opened.</summary>
    protected abstract IImageStore Open();

    /// <summary>Puts a style reference where a person would put it.</summary>
    protected abstract Task PutStyleReferenceAsync(ProjectName project, byte[] png);

    [Fact]
    public async Task Save_NewImage_IsThereWithAllThatIsKnownOfIt()
    {
        var bytes = TestImage.Png(1);

        var saved = await SaveAsync(Name("1.1"), bytes);

        Assert.Equal("generated_images/clear/Shot_1/Beat_1.1.png", saved.Path);
        Assert.Equal(ImageFormat.Png, saved.Format);
        Assert.Equal(bytes.Length, saved.Length);
        Assert.NotEmpty(saved.ETag);
        Assert.DoesNotContain('"', saved.ETag);
        Assert.Null(saved.Version);
        Assert.Equal(saved, await Open().FindAsync(Name("1.1"), None));
        Assert.Equal(bytes, await BytesAsync(Name("1.1")));
        Assert.Equal(Provenance("a1"), saved.Provenance);
    }

    [Fact]
    public async Task Probe_WritableDestination_ChangesNothing()
    {
        await SaveAsync(Name("1.1"), TestImage.Png(1));

        await Open().ProbeAsync(Name("1.1").Project, ImageStyle.Clear, new HashSet<ShotId> { 1, 2 }, None);

        Assert.Single(await Open().ListAsync(Name("1.1").Project, ImageStyle.Clear, None));
    }

    [Fact]
    public async Task Save_ThereAlreadyAndNotToBeKept_FirstOneWins()
    {
        var first = await SaveAsync(Name("1.1"), TestImage.Png(1));

        var second = await SaveAsync(Name("1.1"), TestImage.Png(2), attempt: "a2");

        Assert.Equal(first, second);
        Assert.Equal(TestImage.Png(1), await BytesAsync(Name("1.1")));
        Assert.Empty(await Open().VersionsAsync(Name("1.1"), None));
    }

    [Fact]
    public async Task Save_SameBytesToBeKept_AreTheNewAttemptsAndNoVersion()
    {
        await SaveAsync(Name("1.1"), TestImage.Png(1));

        var again = await SaveAsync(Name("1.1"), TestImage.Png(1), keepOld: true, attempt: "a2");

        Assert.Equal("a2", again.Provenance?.Attempt);
        Assert.Equal(again, await Open().FindAsync(Name("1.1"), None));
        Assert.Empty(await Open().VersionsAsync(Name("1.1"), None));
    }

    [Fact]
    public async Task Save_OtherBytes_OtherETag()
    {
        var one = await SaveAsync(Name("1.1"), TestImage.Png(1));
        var two = await SaveAsync(Name("1.1"), TestImage.Png(2), keepOld: true);

        Assert.NotEqual(one.ETag, two.ETag);
    }

    [Fact]
    public async Task Save_SameNameFromManySides_AllAgreeOnOneImage()
    {
        var saved = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(() => SaveAsync(Name("1.1"), TestImage.Png(n)))));

        var there = await Open().FindAsync(Name("1.1"), None);
        Assert.All(saved, s => Assert.Equal(there!.ETag, s.ETag));
        Assert.Contains(await BytesAsync(Name("1.1")), Enumerable.Range(1, 8).Select(n => TestImage.Png(n)));
    }

    [Fact]
    public async Task Find_NothingThere_IsNull()
    {
        Assert.Null(await Open().FindAsync(Name("1.1"), None));
        Assert.Null(await Open().OpenAsync(Name("1.1"), null, None));
        Assert.Empty(await Open().VersionsAsync(Name("1.1"), None));
        Assert.Empty(await Open().ListAsync(Name("1.1").Project, ImageStyle.Clear, None));
    }

    [Theory]
    [InlineData("no-such-version")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("")]
    public async Task Open_UnknownVersion_IsNull(string version)
    {
        await SaveAsync(Name("1.1"), TestImage.Png(1));

        Assert.Null(await Open().OpenAsync(Name("1.1"), version, None));
    }

    [Fact]
    public async Task List_OfAStyle_HoldsItsImagesOnly()
    {
        var one = await SaveAsync(Name("1.1"), TestImage.Png(1));
        var two = await SaveAsync(Name("2.1", shot: 2), TestImage.Png(2));
        await SaveAsync(Name("1.1") with { Style = ImageStyle.Illustration }, TestImage.Png(3));
        await SaveAsync(Name("1.1", project: "other"), TestImage.Png(4));

        var list = await Open().ListAsync(Name("1.1").Project, ImageStyle.Clear, None);

        Assert.Equal(2, list.Count);
        Assert.Equal(one.ETag, list[BeatId.Parse("1.1")].ETag);
        Assert.Equal(two.ETag, list[BeatId.Parse("2.1")].ETag);
        Assert.Equal(two.Path, list[BeatId.Parse("2.1")].Path);
        Assert.Equal(two.Length, list[BeatId.Parse("2.1")].Length);
    }

    [Fact]
    public async Task StyleReference_PutThereByAPerson_IsRead()
    {
        var project = Name("1.1").Project;
        Assert.Null(await Open().StyleReferenceAsync(project, ImageStyle.Clear, None));

        await PutStyleReferenceAsync(project, TestImage.Png(9));

        var reference = await Open().StyleReferenceAsync(project, ImageStyle.Clear, None);
        Assert.NotNull(reference);
        Assert.Equal(ImageFormat.Png, reference.Format);
        Assert.Equal(TestImage.Png(9), reference.Bytes.ToArray());
    }

    [Fact]
    public async Task Delete_ImagesOfARun_OlderOnesTooAndNoOthers()
    {
        await SaveAsync(Name("1.1"), TestImage.Png(1), runId: "tale-2");
        await SaveAsync(Name("1.1"), TestImage.Png(2), keepOld: true);
        await SaveAsync(Name("1.1"), TestImage.Png(3), keepOld: true);
        await SaveAsync(Name("1.2"), TestImage.Png(4), runId: "tale-2");

        await Open().DeleteAsync(Name("1.1"), "tale-1", None);
        await Open().DeleteAsync(Name("1.2"), "tale-1", None);
        await Open().DeleteAsync(Name("9.9"), "tale-1", None);

        Assert.Equal(
            ["tale-2"],
            (await Open().VersionsAsync(Name("1.1"), None)).Append(
                await Open().FindAsync(Name("1.1"), None)).OfType<StoredImage>().Select(i => i.Provenance!.RunId));
        Assert.Equal(TestImage.Png(4), await BytesAsync(Name("1.2")));
        var next = await SaveAsync(Name("1.1"), TestImage.Png(5), keepOld: true);
        Assert.Equal(next, await Open().FindAsync(Name("1.1"), None));
    }

    private static ImageName Name(string beat, int shot = 1, string project = "tale")
    {
        Assert.True(ProjectName.TryParse(project, out var name));
        return new ImageName(name, ImageStyle.Clear, shot, BeatId.Parse(beat));
    }

    private static ImageProvenance Provenance(string attempt, string runId = "tale-1") => new(
        runId, attempt, "gemini-3.1-flash-image", "00ff", "clear-1", "none", new TokenUsage(10, 1290, 1300, 1290), 0.067m,
        TimeSpan.FromSeconds(8.5), At(60));

    private Task<StoredImage> SaveAsync(ImageName name, byte[] png, bool keepOld = false, string attempt = "a1", string runId = "tale-1") =>
        Open().SaveAsync(name, png, ImageFormat.Png, Provenance(attempt, runId), keepOld, None);

    private async Task<byte[]> BytesAsync(ImageName name, string? version = null)
    {
        await using var stream = await Open().OpenAsync(name, version, None);
        Assert.NotNull(stream);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
