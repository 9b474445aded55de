using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Tests.Builders;
using ImageGen.Tests.Core.Generation;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Workflows.Activities;

public sealed class ActivitiesTests
{
    private const ImageStyle Clear = ImageStyle.Clear;
    private static readonly ModelFailure Why = new(FailureKind.ContentBlocked, "Blocked.");

    [Fact]
    public async Task PlanWindow_First_TakesStockInOneAppend()
    {
        var world = new BeatGeneratorWorld(beats: 5);
        await world.AppendAsync(
            new BeatExisting(At(0), Clear, Id("1.1"), "p", "gone"),
            Attempt("a", beat: "1.2"),
            new RunStarted(At(1), 2));
        var confirmed = await world.StoreAsync("1.2", attempt: "a", number: 2);
        var found = await world.StoreAsync("1.3", run: "tale-99", number: 3);
        await world.StoreAsync("1.4", run: "tale-99", prompt: "An older prompt.", number: 4);
        var appends = world.Log.Appends;

        var plan = await Activities(world).PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);

        Assert.Equal(1, world.Log.Appends - appends);
        Assert.Collection(
            world.Events.Skip(3),
            e => Assert.Equal(new BeatLost(At(0), Clear, Id("1.1")), e),
            e =>
                Assert.Equal(
                    new BeatCompleted(At(0), Clear, Id("1.2"), "a", confirmed.Path, confirmed.ETag, 0.05m, TimeSpan.FromSeconds(9), null),
                    e),
            e => Assert.Equal(new BeatExisting(At(0), Clear, Id("1.3"), found.Path, found.ETag), e));
        Assert.Equal(["1.1", "1.4", "1.5"], plan.Beats.Select(b => b.Beat.Value));
        Assert.Equal(2, plan.Status.Counts.Completed);
    }

    [Fact]
    public async Task PlanWindow_StockTakenTwice_SaysNothingNew()
    {
        var world = new BeatGeneratorWorld();
        await world.StoreAsync("1.1", run: "tale-99");
        var activities = Activities(world);
        await activities.PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);

        await activities.PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);

        Assert.Equal("BeatExisting", world.Story);
    }

    [Fact]
    public async Task PlanWindow_ImageInAShotWhereTheBeatWasOnce_IsNotTakenForIt()
    {
        var world = new BeatGeneratorWorld();
        world.Memory.Put(world.Name("1.1") with { Shot = 9 }, TestImage.Png(1), ImageFormat.Png);

        await Activities(world).PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);

        Assert.Empty(world.Events);
    }

    [Fact]
    public async Task PlanWindow_Later_TrustsTheLog()
    {
        var world = new BeatGeneratorWorld();
        await world.StoreAsync("1.1", run: "tale-99");

        var plan = await Activities(world).PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 1, IsFirst: false, [Id("1.1")]), default);

        Assert.Empty(world.Events);
        Assert.Equal(("1.2", 1), (Assert.Single(plan.Beats).Beat.Value, plan.Outside));
    }

    [Fact]
    public async Task PlanWindow_Options_ArePassedOn()
    {
        var world = new BeatGeneratorWorld(new RunOptions { MaxParallel = 3, OnQuotaExhausted = OnQuotaExhausted.Fail });

        var plan = await Activities(world).PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);

        Assert.Equal((3, true), (plan.MaxParallel, plan.FailWhenExhausted));
    }

    [Fact]
    public async Task ReadControl_WhatWasAsked_IsSaidOfTheKnownBeats()
    {
        var world = new BeatGeneratorWorld(beats: 5);
        await world.AppendAsync(
            world.Asked(BeatRequestKind.Skip, "1.2"),
            world.Asked(BeatRequestKind.First, "1.3"),
            world.Asked(BeatRequestKind.First, "1.1"),
            new RunPaused(At(1), PausedBy.Person, "Lunch."));

        var control = await Activities(world).ReadControlAsync(
            new ControlRequest(world.Run.Id, Clear, [Id("1.1"), Id("1.2"), Id("1.3")], 2), default);

        Assert.Equal(("Lunch.", false, false), (control.Paused, control.IsOver, control.Replan));
        Assert.Equal(["1.3", "1.1"], control.First.Select(b => b.Value));
        Assert.Equal(["1.2"], control.Skipped.Select(b => b.Value));
    }

    [Theory]
    [InlineData(BeatRequestKind.First, "1.5", 2, true)]
    [InlineData(BeatRequestKind.Regenerate, "1.4", 1, true)]
    [InlineData(BeatRequestKind.First, "1.1", 2, false)]
    public async Task ReadControl_WorkThatTheWorkflowDoesNotKnow_AsksForAPlan(BeatRequestKind kind, string beat, int outside, bool replan)
    {
        var world = new BeatGeneratorWorld(beats: 5);
        await world.AppendAsync(new BeatExisting(At(0), Clear, Id("1.4"), "p", "e"), world.Asked(kind, beat));

        var control = await Activities(world).ReadControlAsync(
            new ControlRequest(world.Run.Id, Clear, [Id("1.1"), Id("1.2"), Id("1.3")], outside), default);

        Assert.Equal(replan, control.Replan);
    }

    [Theory]
    [InlineData(RunGateState.Held, "durable URL", false)]
    [InlineData(RunGateState.Ended, null, true)]
    public async Task ReadControl_Gate_IsHeard(RunGateState gate, string? paused, bool isOver)
    {
        var world = new BeatGeneratorWorld { Gate = gate };

        var control = await Activities(world).ReadControlAsync(new ControlRequest(world.Run.Id, Clear, [], 3), default);

        Assert.Equal(
            (paused is not null, isOver), (control.Paused?.Contains(paused ?? "", StringComparison.Ordinal) ?? false, control.IsOver));
        Assert.Equal(isOver ? "RunCancelled" : "", world.Story);
    }

    [Fact]
    public async Task ListKeys_Keys_AreToldWithoutTheirValues()
    {
        var world = new BeatGeneratorWorld();
        world.Keys.With(Clear, new ApiKey("clear-1", "test-key-1", "project-a", 5), new ApiKey("clear-2", "test-key-2"));

        var list = await Activities(world).ListKeysAsync(new StyleRef(world.Run.Id, Clear), default);

        Assert.Equal<KeyDescriptor>([new KeyDescriptor("clear-1", "project-a", 5), new KeyDescriptor("clear-2", "clear-2")], list.Keys);
        Assert.DoesNotContain("test-key", System.Text.Encoding.UTF8.GetString(ImageGenJson.Write(list)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListKeys_KeysThatCannotBeRead_AreAProblemAndNoFault()
    {
        var world = new BeatGeneratorWorld();
        world.Keys.Failure = new UserException("The vault does not answer.");

        var list = await Activities(world).ListKeysAsync(new StyleRef(world.Run.Id, Clear), default);

        Assert.Equal(("The vault does not answer.", 0), (list.Problem, list.Keys.Length));
    }

    [Fact]
    public async Task FailBeats_AllOrOne_FailsWhatIsLeftAndCallsOfLostWorkersToo()
    {
        var world = new BeatGeneratorWorld(beats: 4);
        await world.AppendAsync(new BeatExisting(At(0), Clear, Id("1.1"), "p", "e"), Attempt("a", beat: "1.2"));

        await Activities(world).FailBeatsAsync(new FailRequest(world.Run.Id, Clear, Id("1.3"), Why), default);
        Assert.Equal([new BeatFailed(At(0), Clear, Id("1.3"), null, Why, 0)], world.Events.OfType<BeatFailed>());

        await Activities(world).FailBeatsAsync(new FailRequest(world.Run.Id, Clear, null, Why), default);
        Assert.Equal(["1.3", "1.2", "1.4"], world.Events.OfType<BeatFailed>().Select(e => e.Beat.Value));
        Assert.False(world.State().Find(Clear)!.HasWork);
    }

    [Fact]
    public async Task FailBeats_SkipAskedOfALostAttempt_IsSkipped()
    {
        var world = new BeatGeneratorWorld(beats: 2);
        await world.AppendAsync(Attempt("a"), world.Asked(BeatRequestKind.Skip));

        await Activities(world).FailBeatsAsync(new FailRequest(world.Run.Id, Clear, null, Why), default);

        Assert.Equal((BeatState.Skipped, BeatState.Error), (world.Record().State, world.Record("1.2").State));
        Assert.Null(world.Record().Open);
    }

    [Fact]
    public async Task RecordWait_SameWaitTwice_IsInTheLogOnce()
    {
        var world = new BeatGeneratorWorld();
        var note = new WaitNote(world.Run.Id, Clear, new StyleWait("Keys cool.", At(60)));

        Assert.True(await Activities(world).RecordWaitAsync(note, default));
        Assert.False(await Activities(world).RecordWaitAsync(note, default));
        Assert.True(await Activities(world).RecordWaitAsync(note with { Wait = null }, default));

        Assert.Equal(["Keys cool.", null], world.Events.OfType<StyleWaiting>().Select(e => e.Reason));
    }

    [Fact]
    public async Task EndStyle_WorkLeft_IsNotTheEnd()
    {
        var world = new BeatGeneratorWorld(beats: 2);
        await world.AppendAsync(new BeatExisting(At(0), Clear, Id("1.1"), "p", "e"));

        var early = await Activities(world).EndStyleAsync(new StyleRef(world.Run.Id, Clear), default);
        await world.AppendAsync(new BeatFailed(At(0), Clear, Id("1.2"), null, Why, 0));
        var end = await Activities(world).EndStyleAsync(new StyleRef(world.Run.Id, Clear), default);
        await Activities(world).EndStyleAsync(new StyleRef(world.Run.Id, Clear), default);

        Assert.Equal(new StyleResult(Clear, 1, 0, 2), early);
        Assert.Equal(new StyleResult(Clear, 1, 1, 2), end);
        Assert.Equal("BeatExisting BeatFailed StyleEnded", world.Story);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("found", RunStatus.Completed)]
    [InlineData("failed", RunStatus.CompletedWithErrors)]
    [InlineData("cancelled", RunStatus.Cancelled)]
    [InlineData("stopped", RunStatus.Failed)]
    public async Task PlanRun_Run_EndsWhenThereIsNothingLeftToDo(string what, RunStatus? ended)
    {
        var world = new BeatGeneratorWorld(beats: 1);
        await world.AppendAsync(what switch
        {
            "found" => [new BeatExisting(At(0), Clear, Id("1.1"), "p", "e")],
            "failed" => [new BeatFailed(At(0), Clear, Id("1.1"), null, Why, 0)],
            "cancelled" => [new RunCancelled(At(0), false)],
            "stopped" => [new RunStopped(At(0), "Gone.")],
            _ => [],
        });
        var activities = Activities(world);

        var early = await activities.PlanRunAsync(new RootRequest(world.Run.Id, MayEnd: false), default);
        Assert.Null(early.Ended);
        var plan = await activities.PlanRunAsync(new RootRequest(world.Run.Id, MayEnd: true), default);
        var again = await activities.PlanRunAsync(new RootRequest(world.Run.Id, MayEnd: true), default);

        Assert.Equal((ended, ended), (plan.Ended, again.Ended));
        Assert.Equal<ImageStyle>(ended is null ? [Clear] : [], plan.Styles);
        Assert.Equal(ended is null ? 0 : 1, world.Events.OfType<RunEnded>().Count());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task PlanWindow_First_ChecksTheKeysBesideTheAttempts(bool isFirst, bool isChecked)
    {
        var world = new BeatGeneratorWorld();
        await using var check = new BackgroundKeyCheck(new ExpiredKeys(), world.Keys, world.Clock);

        var plan = await Activities(world, check).PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, isFirst, []), default);
        await check.WhenIdleAsync();

        Assert.NotEmpty(plan.Beats);
        Assert.Equal(isChecked ? ["clear-1", "clear-2"] : [], world.Events.OfType<KeyFaultFound>().Select(e => e.KeyId).Order());
    }

    [Fact]
    public async Task PlanWindow_NothingToGenerate_ChecksNoKey()
    {
        var world = new BeatGeneratorWorld(beats: 1);
        await world.StoreAsync("1.1", run: "tale-99");
        await using var check = new BackgroundKeyCheck(new ExpiredKeys(), world.Keys, world.Clock);

        await Activities(world, check).PlanChunkAsync(new PlanRequest(world.Run.Id, Clear, 10, IsFirst: true, []), default);
        await check.WhenIdleAsync();

        Assert.Equal("BeatExisting", world.Story);
    }

    private sealed class ExpiredKeys : IKeyCheck
    {
        public Task<KeyCheckOutcome> CheckAsync(string model, ApiKey key, CancellationToken cancellationToken) =>
            Task.FromResult(new KeyCheckOutcome(KeyStatus.Invalid, $"Key {key.Id} has expired."));
    }

    private static RunActivities Activities(BeatGeneratorWorld world, BackgroundKeyCheck? check = null) => new(
        new RunLogs(world.Store), world.Images, world.Keys, world.Generator, world.Clock, new Gate(world), check);

    private sealed class Gate(BeatGeneratorWorld world) : IRunGate
    {
        public Task<RunGateState> CheckAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(world.Gate);
    }
}
