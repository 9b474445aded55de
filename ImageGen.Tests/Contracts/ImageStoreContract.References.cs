namespace ImageGen.Tests.Contracts;

/// <summary>What every <see cref="IReferenceFiles"/> keeps.</summary>
public abstract partial class ImageStoreContract
{
    private static readonly ProjectName Tale = ProjectName.TryParse("Tale", out var name) ? name : default;

    [Fact]
    public async Task References_Written_AreReadAndListedInAnySpellingOfTheProject()
    {
        await Open().References.WriteAsync(Tale, "references/hare.png", TestImage.Png(1), None);
        await Open().References.WriteAsync(Tale, "references/hare.png", TestImage.Png(2), None);

        Assert.True(ProjectName.TryParse("TALE", out var other));
        var read = Assert.IsType<ReferenceFile.Found>(await Open().References.ReadAsync(other, "references/hare.png", None));
        Assert.Equal(TestImage.Png(2), read.Bytes.ToArray());
        var entry = Assert.Single(await Open().References.ListAsync(other, None));
        Assert.Equal(("references/hare.png", (long)TestImage.Png(2).Length), (entry.Path, entry.Length));
        Assert.True(entry.ModifiedAt > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task References_NoneThere_AreMissingAndNoHarmToDelete()
    {
        Assert.IsType<ReferenceFile.Missing>(await Open().References.ReadAsync(Tale, "cast/hare.png", None));
        Assert.Empty(await Open().References.ListAsync(Tale, None));
        await Open().References.DeleteAsync(Tale, "references/hare.png", None);
    }

    [Fact]
    public async Task References_Deleted_AreGone()
    {
        await Open().References.WriteAsync(Tale, "references/hare.png", TestImage.Png(1), None);

        await Open().References.DeleteAsync(Tale, "references/hare.png", None);

        Assert.IsType<ReferenceFile.Missing>(await Open().References.ReadAsync(Tale, "references/hare.png", None));
        Assert.Empty(await Open().References.ListAsync(Tale, None));
    }

    [Fact]
    public async Task References_GeneratedImage_MayServeAsOne()
    {
        var saved = await SaveAsync(Name("1.1"), TestImage.Png(3));

        var read = Assert.IsType<ReferenceFile.Found>(await Open().References.ReadAsync(Name("1.1").Project, saved.Path, None));
        Assert.Equal(TestImage.Png(3), read.Bytes.ToArray());
    }
}
