using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>What is in the store already.</summary>
public sealed class BeatGeneratorStoredTests
{
    private const string OtherRun = "tale-99";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generate_ImageOfAnUnfinishedAttempt_IsConfirmedWithItsCost(bool isAbandoned)
    {
        var world = new BeatGeneratorWorld(new RunOptions { Overwrite = true });
        await world.AppendAsync(Attempt("a"));
        if (isAbandoned)
        {
            await world.AppendAsync(new RunStarted(At(1), 2));
        }

        var stored = await world.StoreAsync(attempt: "a");

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Done, null), (outcome.Kind, outcome.Report));
        Assert.Equal(
            new BeatCompleted(At(0), ImageStyle.Clear, Id("1.1"), "a", stored.Path, stored.ETag, 0.05m, TimeSpan.FromSeconds(9), null),
            world.Events.Last());
        Assert.Equal((0.05m, 0m, 0m), (world.State().CostUsd, world.State().OpenUsd, world.State().UnconfirmedUsd));
        Assert.Empty(world.Model.Calls);
        Assert.Equal(1, outcome.Counts!.Completed);
    }

    [Theory]
    [InlineData(OtherRun, null, false, OnChanged.Regenerate, true)]
    [InlineData(OtherRun, null, true, OnChanged.Regenerate, false)]
    [InlineData(OtherRun, null, true, OnChanged.Keep, false)]
    [InlineData(OtherRun, "An older prompt.", false, OnChanged.Regenerate, false)]
    [InlineData(OtherRun, "An older prompt.", false, OnChanged.Keep, true)]
    [InlineData(null, null, true, OnChanged.Regenerate, true)]
    public async Task Generate_ImageOfBefore_IsTakenWhereItWillDo(
        string? run, string? prompt, bool overwrite, OnChanged onChanged, bool isTaken)
    {
        var world = new BeatGeneratorWorld(new RunOptions { Overwrite = overwrite, OnChanged = onChanged });
        var stored = await world.StoreAsync(run: run, prompt: prompt, attempt: "of-before");

        var outcome = await world.DrawAsync();

        Assert.Equal(BeatOutcomeKind.Done, outcome.Kind);
        Assert.Equal(isTaken ? 0 : 1, world.Model.Calls.Count);
        Assert.Equal(isTaken, outcome.Report is null);
        if (isTaken)
        {
            Assert.Equal(new BeatExisting(At(0), ImageStyle.Clear, Id("1.1"), stored.Path, stored.ETag), world.Events.Last());
        }
        else
        {
            var old = Assert.Single(await world.Memory.VersionsAsync(world.Name("1.1"), default));
            Assert.Equal(stored.ETag, old.ETag);
            Assert.NotEqual(stored.ETag, (await world.Memory.FindAsync(world.Name("1.1"), default))!.ETag);
        }
    }

    [Theory]
    [InlineData("gemini-3.1-flash-image", "1K", null)]
    [InlineData("gemini-3-pro-image", "4K", "16:9")]
    [InlineData("gemini-2.5-flash-image", null, null)]
    public async Task Generate_ImageOfTheLastReleaseWithAnotherModelSizeOrRatio_IsKept(string model, string? size, string? ratio)
    {
        var world = new BeatGeneratorWorld(new RunOptions { Model = "gemini-nano-banana-2.1" });
        var made = new RunOptions { Model = model, ImageSize = size, AspectRatio = ratio };
        await world.StoreAsync(
            provenance: p => p with { RunId = OtherRun, Model = model, PromptHash = PromptHash.Of(world.Beat("1.1"), made) });

        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);

        Assert.Empty(world.Model.Calls);
        Assert.Equal(BeatState.Exists, world.Record().State);
    }

    [Fact]
    public async Task Generate_ImageOfThisRelease_RecordsWhatItWasGeneratedWith()
    {
        var world = new BeatGeneratorWorld(new RunOptions { ImageSize = "2K", AspectRatio = "16:9" });
        var style = TestImage.Png(99);
        world.Memory.SetStyleReference(world.Run.Storyboard.Project, new StyleReferenceImage(style, ImageFormat.Png));

        await world.DrawAsync();

        var provenance = (await world.Memory.FindAsync(world.Name("1.1"), default))!.Provenance!;
        Assert.Equal(
            (PromptHash.OfText(world.Beat("1.1").Prompt), "2K", "16:9"), (
                provenance.PromptTextHash, provenance.ImageSize, provenance.AspectRatio));
        Assert.Equal(new StyleReferenceImage(style, ImageFormat.Png).Hash(), provenance.ReferenceHash);
    }

    [Theory]
    [InlineData(99, OnChanged.Regenerate, false)]
    [InlineData(98, OnChanged.Regenerate, true)]
    [InlineData(98, OnChanged.Keep, false)]
    [InlineData(null, OnChanged.Regenerate, false)]
    public async Task Generate_HardCutWhoseStyleReferenceHasChanged_IsGeneratedAgain(int? now, OnChanged onChanged, bool isGenerated)
    {
        var world = new BeatGeneratorWorld(new RunOptions { OnChanged = onChanged });
        await world.StoreAsync(provenance: p => p with
        {
            RunId = OtherRun,
            Reference = "style reference",
            PromptTextHash = PromptHash.OfText(world.Beat("1.1").Prompt),
            ReferenceHash = new StyleReferenceImage(TestImage.Png(99), ImageFormat.Png).Hash(),
        });
        if (now is { } number)
        {
            world.Memory.SetStyleReference(world.Run.Storyboard.Project, new StyleReferenceImage(TestImage.Png(number), ImageFormat.Png));
        }

        await world.DrawAsync();

        Assert.Equal(isGenerated ? 1 : 0, world.Model.Calls.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generate_ImageThatAPersonPutThere_IsKeptUnlessOverwritten(bool overwrite)
    {
        var world = new BeatGeneratorWorld(new RunOptions { Overwrite = overwrite });
        world.Memory.Put(world.Name("1.1"), TestImage.Png(1), ImageFormat.Png);

        await world.DrawAsync();

        Assert.Equal(overwrite ? BeatState.Complete : BeatState.Exists, world.Record().State);
        Assert.Equal(overwrite ? 1 : 0, (await world.Memory.VersionsAsync(world.Name("1.1"), default)).Length);
    }

    [Fact]
    public async Task Generate_Regenerate_DrawsAnewAndKeepsTheOldImage()
    {
        var world = new BeatGeneratorWorld();
        await world.DrawAsync();
        var first = world.Record().ETag;
        await world.AppendAsync(world.Asked(BeatRequestKind.Regenerate));

        await world.DrawAsync();

        Assert.Equal(2, world.Model.Calls.Count);
        Assert.NotEqual(first, world.Record().ETag);
        Assert.Equal(first, Assert.Single(await world.Memory.VersionsAsync(world.Name("1.1"), default)).ETag);
        Assert.False(world.Record().Regenerate);
    }

    [Fact]
    public async Task Generate_RegenerateAskedAfterALostAttempt_DoesNotTakeTheImageOfThatAttempt()
    {
        var world = new BeatGeneratorWorld();
        await world.AppendAsync(Attempt("a"), new RunStarted(At(1), 2));
        await world.DrawAsync();
        await world.StoreAsync(attempt: "a");
        await world.AppendAsync(world.Asked(BeatRequestKind.Regenerate));

        await world.DrawAsync();

        Assert.Equal(2, world.Model.Calls.Count);
    }

    [Fact]
    public async Task Generate_RegenerateThatLostItsHostAfterTheSave_TakesThatImage()
    {
        var world = new BeatGeneratorWorld();
        await world.DrawAsync();
        await world.AppendAsync(world.Asked(BeatRequestKind.Regenerate), Attempt("b"), new RunStarted(At(1), 2));
        var stored = await world.StoreAsync(attempt: "b");

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Done, null), (outcome.Kind, outcome.Report));
        Assert.Single(world.Model.Calls);
        Assert.Equal((stored.ETag, false), (world.Record().ETag, world.Record().Regenerate));
    }

    [Fact]
    public async Task Generate_RegenerateThatFailedAndIsRetried_StillDrawsAnew()
    {
        var world = new BeatGeneratorWorld();
        await world.DrawAsync();
        await world.AppendAsync(world.Asked(BeatRequestKind.Regenerate));
        world.Model.Fails(FailureKind.ContentBlocked);
        Assert.Equal(BeatOutcomeKind.Failed, (await world.DrawAsync()).Kind);
        await world.AppendAsync(world.Asked(BeatRequestKind.Retry));

        await world.DrawAsync();

        Assert.Equal((3, BeatState.Complete), (world.Model.Calls.Count, world.Record().State));
    }

    [Fact]
    public async Task Generate_ImagePutThereDuringTheCall_IsKeptAndTheCallIsRecorded()
    {
        var world = new BeatGeneratorWorld();
        world.Model.OnCall = () => world.Memory.Put(world.Name("1.1"), TestImage.Png(1), ImageFormat.Png);

        await world.DrawAsync();

        var completed = Assert.IsType<BeatCompleted>(world.Events.Last());
        Assert.Equal((0.067m, (await world.Memory.FindAsync(world.Name("1.1"), default))!.ETag), (completed.CostUsd, completed.ETag));
        Assert.Contains("that one is kept", completed.Note, StringComparison.Ordinal);
    }
}
