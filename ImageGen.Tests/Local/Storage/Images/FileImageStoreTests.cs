using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Tests.Builders;
using ImageGen.Tests.Support;

namespace ImageGen.Tests.Local.Storage.Images;

public sealed class FileImageStoreTests : IDisposable
{
    private static readonly ProjectName Project = ProjectName.TryParse("fable", out var name) ? name : default;
    private static readonly ImageName Beat = new(Project, ImageStyle.Clear, 1, BeatId.Parse("1.1"));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task SaveAsync_NewImage_IsFoundWithAllThatIsKnownOfIt()
    {
        var saved = await SaveAsync(Png("a"));

        var found = await Store().FindAsync(Beat, default);

        Assert.Equal(saved, found);
        Assert.Equal("generated_images/clear/Shot_1/Beat_1.1.png", found!.Path);
        Assert.Equal(Provenance("a"), found.Provenance);
        Assert.Equal(Png("a"), await BytesAsync(null));
        Assert.Equal(
            ["fable/.imagegen/images/clear/.lock", "fable/.imagegen/images/clear/Shot_1/Beat_1.1.json",
                "fable/generated_images/clear/Shot_1/Beat_1.1.png"],
            _folder.Files());
    }

    [Fact]
    public async Task SaveAsync_ImageIsThereAndNotToBeKept_TheFirstWins()
    {
        var first = await SaveAsync(Png("a"));
        var second = await SaveAsync(Png("b"));

        Assert.Equal(first, second);
        Assert.Equal(Png("a"), await BytesAsync(null));
    }

    [Fact]
    public async Task SaveAsync_KeepOld_OldOneIsAVersionWithItsProvenance()
    {
        var old = await SaveAsync(Png("a"));
        var current = await SaveAsync(Png("b"), keepOld: true, tag: "b");

        var version = Assert.Single(await Store().VersionsAsync(Beat, default));

        Assert.Equal(current, await Store().FindAsync(Beat, default));
        Assert.Equal(old.ETag, version.ETag);
        Assert.Equal(Provenance("a"), version.Provenance);
        Assert.Equal(Png("a"), await BytesAsync(version.Version));
        Assert.Equal(Png("b"), await BytesAsync(null));
    }

    [Fact]
    public async Task VersionsAsync_SeveralVersions_NewestFirst()
    {
        foreach (var (content, day) in new[] { ("a", 1), ("b", 2), ("c", 3) })
        {
            await SaveAsync(Png(content), keepOld: true);
            File.SetLastWriteTimeUtc(
                _folder["fable/generated_images/clear/Shot_1/Beat_1.1.png"], new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc));
            File.Delete(_folder["fable/.imagegen/images/clear/Shot_1/Beat_1.1.json"]);
        }

        await SaveAsync(Png("d"), keepOld: true);

        var versions = await Store().VersionsAsync(Beat, default);

        Assert.Equal([ETag("c"), ETag("b"), ETag("a")], versions.Select(v => v.ETag));
    }

    [Fact]
    public async Task SaveAsync_SameBytesAgain_NoVersionAndNewProvenance()
    {
        await SaveAsync(Png("a"));
        await SaveAsync(Png("a"), keepOld: true, tag: "changed prompt");

        Assert.Empty(await Store().VersionsAsync(Beat, default));
        Assert.Equal(Provenance("changed prompt"), (await Store().FindAsync(Beat, default))!.Provenance);
    }

    [Fact]
    public async Task SaveAsync_OtherType_OnlyOneFileUnderTheName()
    {
        await SaveAsync(Png("a"));
        await SaveAsync(SampleImages.BaselineJpeg, ImageFormat.Jpeg, keepOld: true);

        var found = await Store().FindAsync(Beat, default);

        Assert.Equal(ImageFormat.Jpeg, found!.Format);
        Assert.Equal(["Beat_1.1.jpg"], Directory.EnumerateFiles(_folder["fable/generated_images/clear/Shot_1"]).Select(Path.GetFileName));
        Assert.Single(await Store().VersionsAsync(Beat, default));
    }

    [Fact]
    public async Task FindAsync_CrashBetweenMetadataAndImage_OldImageIsNotTakenForTheNewOne()
    {
        await SaveAsync(Png("a"));
        var oldImage = await File.ReadAllBytesAsync(_folder["fable/generated_images/clear/Shot_1/Beat_1.1.png"]);
        await SaveAsync(Png("b"), keepOld: true, tag: "b");
        _folder.Write("fable/generated_images/clear/Shot_1/Beat_1.1.png", oldImage);

        var found = await Store().FindAsync(Beat, default);

        Assert.Null(found!.Provenance);
        Assert.Equal(ETag("a"), found.ETag);
    }

    [Fact]
    public async Task FindAsync_CrashBeforeTheFormerTypeWasRemoved_TheNewOneCounts()
    {
        await SaveAsync(Png("a"));
        var oldImage = await File.ReadAllBytesAsync(_folder["fable/generated_images/clear/Shot_1/Beat_1.1.png"]);
        var current = await SaveAsync(SampleImages.BaselineJpeg, ImageFormat.Jpeg, keepOld: true);
        _folder.Write("fable/generated_images/clear/Shot_1/Beat_1.1.png", oldImage);

        Assert.Equal(current, await Store().FindAsync(Beat, default));
        Assert.Equal(current, Assert.Single(await Store().ListAsync(Project, ImageStyle.Clear, default)).Value);
    }

    [Fact]
    public async Task FindAsync_ProjectWasCopied_ProvenanceStaysThoughTimesChange()
    {
        var saved = await SaveAsync(Png("a"));
        File.SetLastWriteTimeUtc(_folder["fable/generated_images/clear/Shot_1/Beat_1.1.png"], DateTime.UnixEpoch);

        Assert.Equal(saved, await Store().FindAsync(Beat, default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{ not json")]
    [InlineData("{}")]
    [InlineData("{\"version\":2,\"file\":\"Beat_1.1.png\",\"length\":9,\"eTag\":\"x\"}")]
    public async Task FindAsync_SidecarMissingOrUnreadable_ImageWithoutProvenance(string? sidecar)
    {
        var saved = await SaveAsync(Png("a"));
        var path = _folder["fable/.imagegen/images/clear/Shot_1/Beat_1.1.json"];
        File.Delete(path);
        if (sidecar is not null)
        {
            await File.WriteAllTextAsync(path, sidecar);
        }

        var found = await Store().FindAsync(Beat, default);

        Assert.Null(found!.Provenance);
        Assert.Equal(saved.ETag, found.ETag);
    }

    [Fact]
    public async Task ListAsync_OwnImages_NoneIsRead()
    {
        var store = Store();
        foreach (var beat in new[] { "1.1", "1.2", "2.1" })
        {
            await store.SaveAsync(
                Beat with { Shot = beat[0] - '0', Beat = BeatId.Parse(beat) },
                Png(beat),
                ImageFormat.Png,
                Provenance(beat),
                keepOld: false,
                default);
        }

        var again = Store();
        var list = await again.ListAsync(Project, ImageStyle.Clear, default);

        Assert.Equal(["1.1", "1.2", "2.1"], list.Keys.Select(b => b.Value).Order());
        Assert.All(list, pair => Assert.Equal(Provenance(pair.Key.Value), pair.Value.Provenance));
        Assert.Equal(0, again.FilesRead);
        Assert.Empty(await again.ListAsync(Project, ImageStyle.Illustration, default));
    }

    [Fact]
    public async Task ListAsync_ForeignImages_EachIsReadOnce()
    {
        _folder.Write("fable/generated_images/clear/Shot_1/Beat_1.1.png", Png("a"));
        _folder.Write("fable/generated_images/clear/Shot_1/Beat_1.2.png", SampleImages.BaselineJpeg);
        var store = Store();

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
        _folder.Write(path, Png("a"));

        Assert.Empty(await Store().ListAsync(Project, ImageStyle.Clear, default));
    }

    [Fact]
    public async Task ListAsync_BeatInTwoShots_NewerCounts()
    {
        _folder.Write("fable/generated_images/clear/Shot_1/Beat_1.1.png", Png("a"));
        _folder.Write("fable/generated_images/clear/Shot_2/Beat_1.1.png", Png("b"));
        File.SetLastWriteTimeUtc(_folder["fable/generated_images/clear/Shot_2/Beat_1.1.png"], DateTime.UnixEpoch);

        Assert.Equal(ETag("a"), Assert.Single(await Store().ListAsync(Project, ImageStyle.Clear, default)).Value.ETag);
    }

    [Fact]
    public async Task SaveAsync_BrokenImageOfSomebodyIsThere_IsPutAsideAndReplaced()
    {
        _folder.Write("fable/generated_images/clear/Shot_1/Beat_1.1.png", "not an image");
        Assert.Null(await Store().FindAsync(Beat, default));

        await SaveAsync(Png("a"));

        Assert.Equal(Png("a"), await BytesAsync(null));
        Assert.Equal("not an image", await File.ReadAllTextAsync(_folder["fable/generated_images/clear/Shot_1/Beat_1.1.png.corrupt-1"]));
    }

    [Fact]
    public async Task FindAsync_IdInOtherCase_IsTheSameBeat()
    {
        var intro = Beat with { Beat = BeatId.Parse("Intro") };
        var saved = await Store().SaveAsync(intro, Png("a"), ImageFormat.Png, Provenance("a"), keepOld: false, default);

        var found = await Store().FindAsync(Beat with { Beat = BeatId.Parse("INTRO") }, default);

        Assert.Equal(saved, found);
    }

    [Fact]
    public async Task FindAsync_ProjectInOtherCase_IsTheSameFolder()
    {
        await SaveAsync(Png("a"));

        Assert.True(ProjectName.TryParse("FABLE", out var other));
        Assert.NotNull(await Store().FindAsync(Beat with { Project = other }, default));
    }

    [Fact]
    public async Task CleanUp_OrphanOfADeadProcess_IsDeletedAndOneBeingWrittenIsNot()
    {
        _folder.Write("fable/generated_images/clear/Shot_1/.imagegen-tmp-dead", "half a pict");
        using var live = await TempFile.WriteAsync(_folder["fable/generated_images/clear/Shot_1/Beat_1.2.png"], Png("b"), default);

        var cleaned = Store().CleanUp(Project);

        Assert.Equal(1, cleaned);
        live.MoveTo(_folder["fable/generated_images/clear/Shot_1/Beat_1.2.png"]);
        Assert.Equal(["fable/generated_images/clear/Shot_1/Beat_1.2.png"], _folder.Files());
    }

    [Fact]
    public async Task SaveAsync_OrphansOfADeadProcess_AreDeletedOnTheWay()
    {
        _folder.Write("fable/generated_images/clear/Shot_1/.imagegen-tmp-dead", "half a pict");
        _folder.Write("fable/.imagegen/images/clear/Shot_1/.imagegen-tmp-dead", "{");

        await SaveAsync(Png("a"));

        Assert.DoesNotContain(_folder.Files(), file => file.Contains("tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CleanUp_WhileFilesAreWritten_TakesNoneOfThem()
    {
        var stop = false;
        var sweeping = Task.Run(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                Store().CleanUp(Project);
            }
        });

        for (var i = 0; i < 200; i++)
        {
            await TempFile.ReplaceAsync(_folder["fable/generated_images/clear/Shot_1/Beat_1.2.png"], Png("b"), default);
        }

        Volatile.Write(ref stop, true);
        await sweeping;
        Assert.Equal(["fable/generated_images/clear/Shot_1/Beat_1.2.png"], _folder.Files());
    }

    [Fact]
    public async Task SaveAsync_FolderIsALinkOutOfTheProject_RefusesAndWritesNothing()
    {
        using var elsewhere = new TempFolder();
        Directory.CreateDirectory(_folder["fable/generated_images"]);
        Directory.CreateSymbolicLink(_folder["fable/generated_images/clear"], elsewhere.Path);

        var e = await Assert.ThrowsAsync<UserException>(() => SaveAsync(Png("a")));

        Assert.Contains(_folder["fable/generated_images/clear"], e.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Files());
    }

    [Fact]
    public async Task Reading_FolderOrFileIsALink_ShowsNothingFromOutside()
    {
        using var elsewhere = new TempFolder();
        elsewhere.Write("Shot_1/Beat_1.1.png", Png("secret"));
        Directory.CreateDirectory(_folder["fable/generated_images/illustration/Shot_1"]);
        Directory.CreateSymbolicLink(_folder["fable/generated_images/clear"], elsewhere.Path);
        File.CreateSymbolicLink(_folder["fable/generated_images/illustration/Shot_1/Beat_1.1.png"], elsewhere["Shot_1/Beat_1.1.png"]);

        var store = Store();

        foreach (var style in ImageStyles.All)
        {
            Assert.Empty(await store.ListAsync(Project, style, default));
            Assert.Null(await store.OpenAsync(Beat with { Style = style }, null, default));
        }
    }

    [Theory]
    [InlineData("../../../../secret")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    public async Task OpenAsync_VersionThatIsNone_Null(string version)
    {
        _folder.Write("secret.png", Png("secret"));
        await SaveAsync(Png("a"));

        Assert.Null(await Store().OpenAsync(Beat, version, default));
    }

    [Fact]
    public async Task SaveAsync_AFileIsInTheWay_SaysWhichAndWhatToDo()
    {
        _folder.Write("fable", "a file where the folder should be");

        var e = await Assert.ThrowsAsync<UserException>(() => SaveAsync(Png("a")));

        Assert.Contains(_folder["fable"] + " is a file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SaveAsync_Cancelled_NothingIsLeft()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Store().SaveAsync(Beat, Png("a"), ImageFormat.Png, Provenance("a"), keepOld: false, new CancellationToken(canceled: true)));

        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task SaveAsync_ManyAtOnceUnderOneName_OneWinsAndAllAreToldOfIt()
    {
        var store = Store();

        var saved = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            store.SaveAsync(Beat, Png($"{i}"), ImageFormat.Png, Provenance($"{i}"), keepOld: false, default)));

        Assert.Single(saved.Distinct());
        Assert.Equal(saved[0], await Store().FindAsync(Beat, default));
    }

    [Fact]
    public async Task SaveAsync_ReadersMeanwhile_OnlyEverSeeWholeImages()
    {
        var store = Store();
        byte[][] images = [TestImage.Png(1, side: 1500), TestImage.Png(2, side: 1000)];
        await SaveAsync(images[0]);

        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= 40; i++)
            {
                await store.SaveAsync(Beat, images[i % 2], ImageFormat.Png, Provenance("x"), keepOld: true, default);
            }
        });
        do
        {
            var bytes = await BytesAsync(null);
            Assert.Contains(images, image => image.AsSpan().SequenceEqual(bytes));
        }
        while (!writing.IsCompleted);
        await writing;
    }

    private FileImageStore Store() => new(DataFolder.Open(_folder.Path));

    private Task<StoredImage> SaveAsync(byte[] bytes, ImageFormat format = ImageFormat.Png, bool keepOld = false, string tag = "a") =>
        Store().SaveAsync(Beat, bytes, format, Provenance(tag), keepOld, default);

    private async Task<byte[]> BytesAsync(string? version)
    {
        await using var stream = await Store().OpenAsync(Beat, version, default);
        using var copy = new MemoryStream();
        await stream!.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static byte[] Png(string content) => TestImage.Png(content.Aggregate(0, (hash, c) => (hash * 31) + c));

    private static string ETag(string content) => ImageReader.ETagOf(Png(content));

    private static ImageProvenance Provenance(string tag) => new(
        "run", $"attempt-{tag}", "gemini-3.1-flash-image", $"hash-{tag}", "clear-1", "none", new TokenUsage(1, 2, 3, 2), 0.067m,
        TimeSpan.FromSeconds(8), new DateTimeOffset(2026, 11, 21, 3, 0, 0, TimeSpan.Zero));
}
