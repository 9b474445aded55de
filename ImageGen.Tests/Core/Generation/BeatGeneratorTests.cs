using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>What generating a beat does: the paid call, its image, its record, and what is never written.</summary>
public sealed class BeatGeneratorTests
{
    private const ImageStyle Clear = ImageStyle.Clear;

    [Fact]
    public async Task Generate_PendingBeat_IsGeneratedStoredAndRecorded()
    {
        var world = new BeatGeneratorWorld(new RunOptions { Model = "gemini-3-pro-image", AspectRatio = "16:9", ImageSize = "2K" });
        world.Model.Answers(async _ =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(8));
            return await Task.FromResult(ScriptedModel.Image(5));
        });

        var outcome = await world.DrawAsync(reservation: world.Reservation(reservation: "r9", key: "clear-2"));

        var (request, key) = Assert.Single(world.Model.Calls);
        Assert.Equal(
            ("gemini-3-pro-image", "Generate beat 1.1, clear.", "16:9", "2K"),
            (request.Model, request.Prompt, request.AspectRatio, request.ImageSize));
        Assert.Equal("test-key-2", key.Value);
        var stored = await world.Memory.FindAsync(world.Name("1.1"), default);
        var provenance = stored!.Provenance!;
        Assert.Equal(
            (world.Run.Id, "r9.1", "gemini-3-pro-image", "clear-2", "none", 0.134m, TimeSpan.FromSeconds(8), At(8)),
            (
                provenance.RunId,
                provenance.Attempt,
                provenance.Model,
                provenance.KeyId,
                provenance.Reference,
                provenance.CostUsd,
                provenance.Duration,
                provenance.GeneratedAt));
        Assert.Equal(PromptHash.Of(world.Beat("1.1"), world.Run.Storyboard.Options), provenance.PromptHash);
        Assert.Collection(
            world.Events,
            e => Assert.Equal(new AttemptStarted(At(0), Clear, Id("1.1"), "r9.1", "clear-2", 0.134m), e),
            e => Assert.Equal(
                new BeatCompleted(At(8), Clear, Id("1.1"), "r9.1", stored.Path, stored.ETag, 0.134m, TimeSpan.FromSeconds(8), null), e));
        Assert.Equal(BeatOutcomeKind.Done, outcome.Kind);
        Assert.Equal(new AttemptReport("r9", At(0), 0.134m, Model: "gemini-3-pro-image"), outcome.Report);
        Assert.Null(outcome.Why);
        Assert.Equal((1, 0, 0.134m), (outcome.Counts!.Completed, outcome.Counts.Generating, outcome.Counts.CostUsd));
    }

    /// <summary>Each is a request to storage. No other process writes, so the decisions after the first read need none.</summary>
    [Fact]
    public async Task Generate_PendingBeat_ReadsTheLogOnceAndAppendsTwice()
    {
        var world = new BeatGeneratorWorld();
        var before = world.Log.Reads;

        await world.DrawAsync();

        Assert.Equal((1, 2), (world.Log.Reads - before, world.Log.Appends));
    }

    [Fact]
    public async Task Generate_RequestLeftLate_IsReportedAsOfThen()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Answers(_ => Task.FromResult<ModelAnswer>(ScriptedModel.Image(5) with { SentAfter = TimeSpan.FromSeconds(2) }));

        var outcome = await world.DrawAsync();

        Assert.Equal(At(2), outcome.Report!.StartedAt);
    }

    [Fact]
    public async Task Generate_PaidCall_IsInTheLogBeforeItIsMade()
    {
        var world = new BeatGeneratorWorld();
        var known = "";
        world.Model.OnCall = () => known = world.Story;

        await world.DrawAsync();

        Assert.Equal("AttemptStarted", known);
    }

    [Fact]
    public async Task Generate_ImageOfAnotherTypeThanItClaims_IsStoredAsWhatItIs()
    {
        var world = new BeatGeneratorWorld();
        world.Handling = world.Handling with { Format = StoredImageFormat.Original };
        world.Start();
        world.Model.Answers(new ModelAnswer.Image(SampleImages.BaselineJpeg, "image/png", null));

        await world.DrawAsync();

        var stored = await world.Memory.FindAsync(world.Name("1.1"), default);
        Assert.Equal((ImageFormat.Jpeg, "generated_images/clear/Shot_1/Beat_1.1.jpg"), (stored!.Format, stored.Path));
    }

    [Fact]
    public async Task Generate_BrokenImage_IsPaidForAndNotStored()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Answers(new ModelAnswer.Image(TestImage.Png(1).AsMemory(0, 60), "image/png", null));

        var outcome = await world.DrawAsync();

        Assert.Equal((BeatOutcomeKind.Retry, FailureKind.BrokenImage), (outcome.Kind, outcome.Why!.Kind));
        Assert.Equal((0.067m, null), (outcome.Report!.CostUsd, outcome.Report.Failure));
        Assert.Equal(0.067m, Assert.IsType<AttemptFailed>(world.Events.Last()).CostUsd);
        Assert.Null(await world.Memory.FindAsync(world.Name("1.1"), default));
    }

    [Fact]
    public async Task Generate_BugInTheModel_IsThrownAndTheNextTryNeedNotWait()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Answers(_ => throw new InvalidOperationException("A bug."));

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.DrawAsync());

        Assert.Equal("AttemptStarted AttemptAbandoned", world.Story);
        Assert.Equal((0.067m, 1), (world.State().UnconfirmedUsd, world.State().UnconfirmedCalls));
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
    }

    [Fact]
    public async Task Generate_DeletedRun_SaysSo()
    {
        var world = new BeatGeneratorWorld();
        await world.Log.DeleteAsync(world.Run.Id, default);

        var e = await Assert.ThrowsAsync<UserException>(() => world.DrawAsync());

        Assert.Contains(world.Run.Id, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_WhateverHappens_LogsNeitherPromptNorKey()
    {
        var world = new BeatGeneratorWorld();
        world.Model.Fails(FailureKind.InvalidKey, FailureKind.Transient, FailureKind.ModelUnavailable);
        var outcomes = new StringBuilder();
        foreach (var beat in (string[])["1.1", "1.1", "1.2", "1.3"])
        {
            outcomes.Append(Encoding.UTF8.GetString(ImageGenJson.Write(await world.DrawAsync(beat))));
        }

        var written = outcomes + string.Concat(world.Events.Select(e => Encoding.UTF8.GetString(ImageGenJson.Write(e))));
        Assert.DoesNotContain("test-key", written, StringComparison.Ordinal);
        Assert.DoesNotContain("Generate beat", written, StringComparison.Ordinal);
    }
}
