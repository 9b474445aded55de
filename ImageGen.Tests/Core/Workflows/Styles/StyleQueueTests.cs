using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;
using ImageGen.Core.Workflows.Styles;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Styles;

public sealed class StyleQueueTests
{
    private static readonly StyleControl Go = new(null, IsOver: false, [], [], Replan: false);
    private readonly StyleQueue _queue = new(new StyleInput("tale-1", ImageStyle.Clear), new StyleLimits(Window: 4, LongestExecution: 100));

    [Fact]
    public void IsLow_HalfOfTheWindowIsEnded_AndThereIsMoreOutside()
    {
        Fill(outside: 3, [1, 2, 3, 4]);
        var (first, second) = (Start(), Start());
        Assert.Equal((4, false, 0), (_queue.OpenCount, _queue.IsLow, _queue.Room));

        Done(first);
        Assert.Equal((3, false, 1), (_queue.OpenCount, _queue.IsLow, _queue.Room));

        Done(second);
        Assert.Equal((2, true, 2), (_queue.OpenCount, _queue.IsLow, _queue.Room));

        _queue.ApplyControl(Go with { IsOver = true });
        Assert.False(_queue.IsLow);
    }

    [Fact]
    public void IsLow_NothingOutside_IsNotTimeForMore()
    {
        Fill(outside: 0, [1]);

        Assert.False(_queue.IsLow);
        Done(Start());
        Assert.True(_queue.IsFinished(At(0)));
    }

    [Fact]
    public void IsFinished_MoreOutside_OnlyWhenTheRunIsOver()
    {
        Fill(outside: 1, [1]);
        Done(Start());
        Assert.False(_queue.IsFinished(At(0)));

        _queue.ApplyControl(Go with { IsOver = true });

        Assert.True(_queue.IsFinished(At(0)));
    }

    [Fact]
    public void StartNext_PausedOrOver_IsNothingUntilItContinues()
    {
        Fill(outside: 0, [1]);

        _queue.ApplyControl(Go with { Paused = "Lunch." });
        Assert.Null(_queue.StartNext(At(0)));

        _queue.ApplyControl(Go with { IsOver = true });
        Assert.Null(_queue.StartNext(At(0)));
    }

    [Fact]
    public void ApplyPlan_AttemptInFlight_StaysAndIsNotAddedTwice()
    {
        Fill(outside: 1, [1, 2]);
        var first = Start();

        Fill(outside: 0, [1, 2, 3]);

        Assert.Equal(3, _queue.OpenCount);
        Assert.Equal(["1.1", "2.1", "3.1"], new[] { first, Start(), Start() }.Select(b => b.Value).Order());
        Assert.Null(_queue.StartNext(At(0)));
    }

    [Fact]
    public void StartNext_ContinuesABeatInHand_WaitsForItAndForNoOther()
    {
        Fill(
            outside: 0,
            Planned(1),
            Planned(1) with { Beat = BeatId.Parse("1.2"), After = Beat(1), Order = 2 },
            Planned(3) with { After = BeatId.Parse("3.0") });
        var begun = new[] { Start(), Start() };

        Assert.Equal(["1.1", "3.1"], begun.Select(b => b.Value).Order());
        Assert.Null(_queue.StartNext(At(0)));

        Done(Beat(1));
        Assert.Equal("1.2", Start().Value);
    }

    [Fact]
    public void StartNext_UrgentThenLongestChain_BeginFirst()
    {
        Fill(outside: 0, Planned(1), Planned(2) with { Chain = 5 }, Planned(3) with { Priority = 2 }, Planned(4) with { Priority = 1 });

        Assert.Equal(["4.1", "3.1", "2.1", "1.1"], new[] { Start(), Start(), Start(), Start() }.Select(b => b.Value));
    }

    [Theory]
    [InlineData(BeatOutcomeKind.Done, false)]
    [InlineData(BeatOutcomeKind.Failed, false)]
    [InlineData(BeatOutcomeKind.Skipped, false)]
    [InlineData(BeatOutcomeKind.Retry, true)]
    public void ApplyOutcome_AnOutcome_EndsTheBeatOrKeepsItInHand(BeatOutcomeKind kind, bool isKept)
    {
        Fill(outside: 0, [1]);
        Start();

        _queue.ApplyOutcome(new BeatOutcome(Beat(1), kind), At(1));

        Assert.Equal(isKept ? 1 : 0, _queue.OpenCount);
        Assert.Equal(!isKept, _queue.IsFinished(At(1)));
        Assert.Equal(isKept ? Beat(1) : null, _queue.StartNext(At(1)));
    }

    [Fact]
    public void ApplyOutcome_CallFailed_BacksOffAndThenTriesAgain()
    {
        Fill(outside: 0, [1]);
        var call = new BeatOutcome(Start(), BeatOutcomeKind.Retry, Why: new ModelFailure(FailureKind.Transient, "It was busy."));

        _queue.ApplyOutcome(call, At(1));

        Assert.Null(_queue.StartNext(At(1)));
        Assert.True(_queue.GetBackOffEnd(At(1)) > At(1));
        Fill(outside: 0, [2]);
        Assert.Equal(Beat(2), _queue.StartNext(At(1)));
        Assert.Null(_queue.StartNext(At(1)));
        Assert.Equal(Beat(1), _queue.StartNext(At(1_000)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ApplyOutcome_BeatHasAnImage_LearnsFromCallsOnlyHowLongTheyTake(bool wasCalled)
    {
        Fill(outside: 0, [1]);
        var before = _queue.CallTakes;

        var report = wasCalled ? new AttemptReport("r", At(0), 0.067m) : null;
        _queue.ApplyOutcome(new BeatOutcome(Start(), BeatOutcomeKind.Done, report), At(100));

        Assert.Equal(wasCalled, _queue.CallTakes > before);
    }

    [Fact]
    public void Obey_RunThatWasOverIsAskedForMore_TakesUpTheCallThatWasUnderWay()
    {
        Fill(outside: 0, [1]);
        Start();
        _queue.ApplyControl(Go with { IsOver = true });

        _queue.ApplyControl(Go);
        _queue.ApplyOutcome(new BeatOutcome(Beat(1), BeatOutcomeKind.Retry), At(1));

        Assert.Equal(Beat(1), _queue.StartNext(At(1)));
    }

    [Fact]
    public void StartNext_HardCutsOfOneShot_NeedNotWaitForEachOther()
    {
        Fill(outside: 0, Planned(1), Planned(1) with { Beat = BeatId.Parse("1.2"), Order = 2 });

        Assert.Equal(["1.1", "1.2"], new[] { Start(), Start() }.Select(b => b.Value).Order());
    }

    [Fact]
    public void ApplyPlan_PlanSaysPaused_NothingBegins()
    {
        _queue.ApplyPlan(Plan(0, Planned(1)) with { Control = Go with { Paused = "Lunch." } });

        Assert.Null(_queue.StartNext(At(0)));
    }

    [Fact]
    public void Obey_BeatsThatComeFirst_BeginFirst()
    {
        Fill(outside: 0, [1, 2, 3, 4]);

        _queue.ApplyControl(Go with { First = [Beat(4), Beat(3)] });

        Assert.Equal((Beat(4), Beat(3)), (Start(), Start()));
    }

    [Fact]
    public void Obey_BeatIsSkipped_DoesNotBegin()
    {
        Fill(outside: 0, [1, 2]);

        _queue.ApplyControl(Go with { Skipped = [Beat(1)] });

        Assert.Equal(Beat(2), Assert.Single(_queue.ListOpenBeats()));
        Assert.Equal(Beat(2), Start());
        Assert.Null(_queue.StartNext(At(0)));
    }

    [Fact]
    public void FailOpenBeats_InHandAndOutside_LeavesNothing()
    {
        Fill(outside: 9, [1, 2]);

        _queue.FailOpenBeats();

        Assert.Empty(_queue.ListOpenBeats());
        Assert.Equal((0, 0, true), (_queue.OpenCount, _queue.Outside, _queue.IsFinished(At(0))));
    }

    private static BeatId Beat(int shot) => BeatId.Parse($"{shot}.1");

    private static PlannedBeat Planned(int shot) => new(Beat(shot), null, shot, Chain: 1, Priority: 0, Order: shot, default);

    private static ChunkPlan Plan(int outside, params PlannedBeat[] beats) => new(
        [.. beats], outside, Go, null, false, new StyleStatus(ImageStyle.Clear, 4, new StyleCounts(0, 0, 0, 0, 0, 0, null), [], []));

    private void Fill(int outside, int[] shots) => Fill(outside, [.. shots.Select(Planned)]);

    private void Fill(int outside, params PlannedBeat[] beats) => _queue.ApplyPlan(Plan(outside, beats));

    private BeatId Start() => _queue.StartNext(At(0)) ?? throw new InvalidOperationException("There is none to start.");

    private void Done(BeatId beat) => _queue.ApplyOutcome(new BeatOutcome(beat, BeatOutcomeKind.Done), At(0));
}
