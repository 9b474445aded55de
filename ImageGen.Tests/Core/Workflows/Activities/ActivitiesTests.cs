using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Tests.Core.Generation;
using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Workflows.Activities;

public sealed class ActivitiesTests
{
    private const ImageStyle Clear = ImageStyle.Clear;
    private static readonly ModelFailure Why = new(FailureKind.ContentBlocked, "Blocked.");

    [Fact]
    public async Task ReadControl_Requests_AreReturnedForTheKnownBeats()
    {
        var world = new BeatGeneratorWorld(beats: 5);
        await world.AppendAsync(
            world.Asked(BeatRequestKind.Skip, "1.2"),
            world.Asked(BeatRequestKind.First, "1.3"),
            world.Asked(BeatRequestKind.First, "1.1"),
            new RunPaused(At(1), PausedBy.Person, "Lunch."));

        var control = await world.Activities().ReadControlAsync(
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

        var control = await world.Activities().ReadControlAsync(
            new ControlRequest(world.Run.Id, Clear, [Id("1.1"), Id("1.2"), Id("1.3")], outside), default);

        Assert.Equal(replan, control.Replan);
    }

    [Theory]
    [InlineData(RunGateState.Held, "durable URL", false)]
    [InlineData(RunGateState.Ended, null, true)]
    public async Task ReadControl_Gate_Counts(RunGateState gate, string? paused, bool isOver)
    {
        var world = new BeatGeneratorWorld { Gate = gate };

        var control = await world.Activities().ReadControlAsync(new ControlRequest(world.Run.Id, Clear, [], 3), default);

        Assert.Equal(
            (paused is not null, isOver), (control.Paused?.Contains(paused ?? "", StringComparison.Ordinal) ?? false, control.IsOver));
        Assert.Equal(isOver ? "RunCancelled" : "", world.Story);
    }

    [Fact]
    public async Task ListKeys_Keys_AreReturnedWithoutTheirValues()
    {
        var world = new BeatGeneratorWorld();
        world.Keys.With(Clear, new ApiKey("clear-1", "test-key-1", "project-a", 5), new ApiKey("clear-2", "test-key-2"));

        var list = await world.Activities().ListKeysAsync(new StyleRef(world.Run.Id, Clear), default);

        Assert.Equal<KeyDescriptor>([new KeyDescriptor("clear-1", "project-a", 5), new KeyDescriptor("clear-2", "clear-2")], list.Keys);
        Assert.DoesNotContain("test-key", System.Text.Encoding.UTF8.GetString(ImageGenJson.Write(list)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListKeys_KeysThatCannotBeRead_AreAProblemAndNoFault()
    {
        var world = new BeatGeneratorWorld();
        world.Keys.Failure = new UserException("The vault does not answer.");

        var list = await world.Activities().ListKeysAsync(new StyleRef(world.Run.Id, Clear), default);

        Assert.Equal(("The vault does not answer.", 0), (list.Problem, list.Keys.Length));
    }

    [Fact]
    public async Task FailBeats_AllOrOne_FailsWhatIsLeftAndCallsOfLostWorkersToo()
    {
        var world = new BeatGeneratorWorld(beats: 4);
        await world.AppendAsync(new BeatExisting(At(0), Clear, Id("1.1"), "p", "e"), Attempt("a", beat: "1.2"));

        await world.Activities().FailBeatsAsync(new FailRequest(world.Run.Id, Clear, Id("1.3"), Why), default);
        Assert.Equal([new BeatFailed(At(0), Clear, Id("1.3"), null, Why, 0)], world.Events.OfType<BeatFailed>());

        await world.Activities().FailBeatsAsync(new FailRequest(world.Run.Id, Clear, null, Why), default);
        Assert.Equal(["1.3", "1.2", "1.4"], world.Events.OfType<BeatFailed>().Select(e => e.Beat.Value));
        Assert.False(world.State().Find(Clear)!.HasWork);
    }

    [Fact]
    public async Task FailBeats_SkipAskedOfALostAttempt_IsSkipped()
    {
        var world = new BeatGeneratorWorld(beats: 2);
        await world.AppendAsync(Attempt("a"), world.Asked(BeatRequestKind.Skip));

        await world.Activities().FailBeatsAsync(new FailRequest(world.Run.Id, Clear, null, Why), default);

        Assert.Equal((BeatState.Skipped, BeatState.Error), (world.Record().State, world.Record("1.2").State));
        Assert.Null(world.Record().Open);
    }

    [Fact]
    public async Task RecordWait_SameWaitTwice_IsInTheLogOnce()
    {
        var world = new BeatGeneratorWorld();
        var note = new WaitNote(world.Run.Id, Clear, new StyleWait("Keys cool.", At(60)));

        Assert.True(await world.Activities().RecordWaitAsync(note, default));
        Assert.False(await world.Activities().RecordWaitAsync(note, default));
        Assert.True(await world.Activities().RecordWaitAsync(note with { Wait = null }, default));

        Assert.Equal(["Keys cool.", null], world.Events.OfType<StyleWaiting>().Select(e => e.Reason));
    }

    [Fact]
    public async Task EndStyle_WorkLeft_IsNotTheEnd()
    {
        var world = new BeatGeneratorWorld(beats: 2);
        await world.AppendAsync(new BeatExisting(At(0), Clear, Id("1.1"), "p", "e"));

        var early = await world.Activities().EndStyleAsync(new StyleRef(world.Run.Id, Clear), default);
        await world.AppendAsync(new BeatFailed(At(0), Clear, Id("1.2"), null, Why, 0));
        var end = await world.Activities().EndStyleAsync(new StyleRef(world.Run.Id, Clear), default);
        await world.Activities().EndStyleAsync(new StyleRef(world.Run.Id, Clear), default);

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
        var activities = world.Activities();

        var early = await activities.PlanRunAsync(new RootRequest(world.Run.Id, MayEnd: false), default);
        Assert.Null(early.Ended);
        var plan = await activities.PlanRunAsync(new RootRequest(world.Run.Id, MayEnd: true), default);
        var again = await activities.PlanRunAsync(new RootRequest(world.Run.Id, MayEnd: true), default);

        Assert.Equal((ended, ended), (plan.Ended, again.Ended));
        Assert.Equal<ImageStyle>(ended is null ? [Clear] : [], plan.Styles);
        Assert.Equal(ended is null ? 0 : 1, world.Events.OfType<RunEnded>().Count());
    }
}
