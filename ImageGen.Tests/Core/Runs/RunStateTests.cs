using static ImageGen.Tests.Builders.StoryboardBuilder;
using static ImageGen.Tests.Core.Runs.RunFold;

namespace ImageGen.Tests.Core.Runs;

/// <summary>What a log means: what is paused, counted and spent, event by event.</summary>
public sealed class RunStateTests
{
    [Fact]
    public void Cancelled_WhilePaused_HasNotThePausesReasonAnyMore()
    {
        var paused = new RunPaused(At(1), PausedBy.CostLimit, "The limit.");

        var cancelled = Fold(new RunOptions(), Start(1), paused, new RunCancelled(At(2), DropInFlight: false));
        var ended = Fold(
            new RunOptions(), Start(1), paused, new RunCancelled(At(2), DropInFlight: false), new RunEnded(At(3), RunStatus.Cancelled));

        Assert.Equal((null, null, RunStatus.Running), (cancelled.Reason, cancelled.PausedBy, cancelled.Status));
        Assert.Equal((null, null, RunStatus.Cancelled), (ended.Reason, ended.PausedBy, ended.Status));
    }

    [Fact]
    public void Ended_WhilePaused_HasNotThePausesReasonAnyMore()
    {
        var state = Fold(
            new RunOptions(), Start(1), new RunPaused(At(1), PausedBy.Person, "Lunch."), new RunEnded(At(3), RunStatus.Completed));

        Assert.Equal((null, null), (state.Reason, state.PausedBy));
    }

    [Fact]
    public void Crashes_StartsThatNothingCameOf_AreCounted()
    {
        Assert.Equal((0, 0), Crashes());
        Assert.Equal((0, 1), Crashes(Start(1)));
        Assert.Equal((2, 3), Crashes(Start(1), Start(2), Start(3)));
    }

    [Theory]
    [InlineData(nameof(HostStopped), 0)]
    [InlineData(nameof(BeatCompleted), 0)]
    [InlineData(nameof(RunResumed), 0)]
    [InlineData(nameof(RunPaused), 1)]
    [InlineData(nameof(RunEnded), 1)]
    public void Crashes_SomethingElseThanAnotherStart_IsNoCrash(string what, int crashes)
    {
        RunEvent after = what switch
        {
            nameof(HostStopped) => new HostStopped(At(3)),
            nameof(BeatCompleted) => Done(One, "a", 3),
            nameof(RunResumed) => new RunResumed(At(3)),
            nameof(RunPaused) => new RunPaused(At(3), PausedBy.Person, "Lunch."),
            _ => new RunEnded(At(3), RunStatus.Completed),
        };

        Assert.Equal((crashes, 0), Crashes(Start(1), Start(2), after));
    }

    [Fact]
    public void Start_WhilePaused_StaysPausedAndIsNoCrashToBe()
    {
        var state = Fold(null, new RunPaused(At(1), PausedBy.Person, "Lunch."), Start(2));

        Assert.Equal((RunStatus.Paused, 0, "Lunch."), (state.Status, state.CrashesAtNextStart, state.Reason));
        Assert.Equal(RunStatus.Running, Fold(null, Start(1)).Status);
    }

    [Fact]
    public void UpdatedAt_EventOfAClockThatWentBack_StaysTheLatest() =>
        Assert.Equal(At(9), Fold(null, new HostStopped(At(9)), Start(1)).UpdatedAt);

    [Fact]
    public void ControlVersion_WhatIsAskedOfTheRun_GrowsByOneEach()
    {
        RunEvent[] asked =
        [
            new RunPaused(At(1), PausedBy.Person, "Lunch."),
            new RunResumed(At(2)),
            new BeatsRequested(At(3), BeatRequestKind.Retry, []),
            new RunStopped(At(4), "No such model."),
            new RunCancelled(At(5), false),
        ];
        for (var n = 0; n <= asked.Length; n++)
        {
            Assert.Equal(n, Fold(null, asked[..n]).ControlVersion);
        }

        Assert.Equal(0, Fold(null, Start(1), Call(One, "a", 2), Done(One, "a", 3)).ControlVersion);
    }

    [Theory]
    [InlineData(false, RunStatus.Pending)]
    [InlineData(true, RunStatus.Paused)]
    public void HostStopped_CallsUnderWay_MayHaveBeenBilled(bool isPaused, RunStatus status)
    {
        var state = Fold(
            null,
            Start(1),
            Call(One, "a", 2),
            isPaused ? new RunPaused(At(3), PausedBy.Person, "Lunch.") : Start(3),
            Call(Two, "b", 4),
            new HostStopped(At(5)));

        Assert.Equal((status, 0m, 0.134m, 2, 2), (state.Status, state.OpenUsd, state.UnconfirmedUsd, state.UnconfirmedCalls, state.Calls));
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData(9, 9)]
    public void Resumed_WithOrWithoutALimit_ChangesItOnlyWith(int? asked, int limit) => Assert.Equal(
        limit, Fold(
            new RunOptions { MaxCostUsd = 5 }, new RunPaused(At(1), PausedBy.CostLimit, "x"), new RunResumed(At(2), asked)).MaxCostUsd);

    [Fact]
    public void Cost_OfARunStyleAndBeat_IsTheSumOfTheirCalls()
    {
        var state = Fold(
            null,
            Start(1),
            Call(One, "a", 2),
            new AttemptFailed(At(3), Clear, One, "a", Why with { Kind = FailureKind.BrokenImage }, 0.03m),
            Call(One, "b", 4),
            Done(One, "b", 5),
            Call(Two, "c", 6),
            Done(Two, "c", 7));

        Assert.Equal((0.164m, 0.164m, 0.097m), (state.CostUsd, state.Find(Clear)!.CostUsd, state.Find(Clear, One)!.CostUsd));
        Assert.Equal((2, 3), (state.Find(Clear)!.Generated, state.Calls));
    }

    private static (int InARow, int AtNextStart) Crashes(params RunEvent[] events) =>
        Fold(null, events) is var state ? (state.CrashesInARow, state.CrashesAtNextStart) : default;
}
