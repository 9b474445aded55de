using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Tests.Builders;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Runs;

/// <summary>What a log means: what is paused, asked, spent and waited for, event by event.</summary>
public sealed class RunStateTests
{
    private const ImageStyle Clear = ImageStyle.Clear;
    private static readonly BeatId One = BeatId.Parse("1.1");
    private static readonly BeatId Two = BeatId.Parse("1.2");
    private static readonly ModelFailure Why = new(FailureKind.ContentBlocked, "Blocked.");

    [Fact]
    public void First_OfTheOptions_ComesInThatOrderAndBeforeWhatIsAskedLater()
    {
        var state = Fold(
            new RunOptions { First = [Two, One] }, new BeatsRequested(At(1), BeatRequestKind.First, [new BeatRef(Clear, Two)]));

        Assert.Equal((3, 2), (state.Find(Clear, Two)!.Priority, state.Find(Clear, One)!.Priority));
        Assert.Equal(
            (1, 2),
            (
                Fold(new RunOptions { First = [Two, One] }) is var fresh ? fresh.Find(Clear, Two)!.Priority : 0,
                fresh.Find(Clear, One)!.Priority));
    }

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
    public void Pace_RunGoesOnAfterAPauseOrARequest_IsMeasuredAnew()
    {
        RunEvent[] begun = [Start(1), Call(One, "a", 2), Done(One, "a", 3)];
        Assert.Equal(new WorkPace(At(2), 1), Style(begun).Pace);
        Assert.Equal(new WorkPace(At(2), 2), Style([.. begun, Call(Two, "b", 4), new BeatFailed(At(5), Clear, Two, "b", Why, 0)]).Pace);
        Assert.Null(Style([.. begun, new RunResumed(At(4))]).Pace);
        Assert.Null(Style([.. begun, new BeatsRequested(At(4), BeatRequestKind.Regenerate, [])]).Pace);
        Assert.Equal(At(2), Style([.. begun, new RunResumed(At(4)), Call(Two, "b", 5)]).FirstAttemptAt);
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(null, false)]
    public void Pace_WaitOfMoreThanFiveMinutesOrWithoutEnd_IsMeasuredAnewBehindIt(int? seconds, bool isKept)
    {
        var state = Style([Start(1), Call(One, "a", 2), new StyleWaiting(At(3), Clear, seconds is { } s ? At(3 + s) : null, "Keys cool.")]);

        Assert.Equal(isKept, state.Pace is not null);
        Assert.Equal("Keys cool.", state.Waiting?.Reason);
    }

    [Fact]
    public void Waiting_ItGoesOnOrTheRunEnds_IsOver()
    {
        RunEvent[] waits = [Start(1), Call(One, "a", 2), new StyleWaiting(At(3), Clear, At(4), "Keys cool.")];

        Assert.Null(Style([.. waits, new StyleWaiting(At(5), Clear, null, null)]).Waiting);
        Assert.NotNull(Style([.. waits, new StyleWaiting(At(5), Clear, null, null)]).Pace);
        Assert.Null(Style([.. waits, Call(Two, "b", 5)]).Waiting);
        Assert.Null(Style([.. waits, new RunEnded(At(5), RunStatus.Cancelled)]).Waiting);
    }

    [Fact]
    public void Retry_OfAll_AsksForFailedBeatsAndLeavesSkippedOnes()
    {
        var state = Fold(
            null,
            Start(1),
            Fail(One),
            new BeatSkipped(At(2), Clear, Two),
            new StyleEnded(At(3), Clear),
            new BeatsRequested(At(4), BeatRequestKind.Retry, []));

        Assert.Equal((BeatState.Pending, BeatState.Skipped), (state.Find(Clear, One)!.State, state.Find(Clear, Two)!.State));
        Assert.Equal((false, null), (state.Find(Clear, One)!.Regenerate, state.Find(Clear, One)!.Error));
        Assert.False(state.Find(Clear)!.HasEnded);
    }

    [Theory]
    [InlineData(BeatRequestKind.Retry)]
    [InlineData(BeatRequestKind.Regenerate)]
    public void Request_OfOneBeatOfACancelledRun_LeavesTheOthersCancelledUntilARetryOfAll(BeatRequestKind kind)
    {
        RunEvent[] named = [Start(1), new RunCancelled(At(2), false), new RunEnded(At(3), RunStatus.Cancelled), new BeatsRequested(
            At(4), kind, [new BeatRef(Clear, One)])];

        var state = Fold(null, named);
        Assert.Equal(
            (BeatState.Pending, BeatState.Skipped, true),
            (state.Find(Clear, One)!.State, state.Find(Clear, Two)!.State, state.Find(Clear, Two)!.IsCancelled));
        Assert.Null(state.Cancelled);

        var rest = Fold(null, [.. named, new BeatsRequested(At(5), BeatRequestKind.Retry, [])]);
        Assert.Equal((BeatState.Pending, false), (rest.Find(Clear, Two)!.State, rest.Find(Clear, Two)!.IsCancelled));
    }

    [Fact]
    public void Request_OfOneBeatWhileACallOfACancelledRunIsUnderWay_IsThatCallsLast()
    {
        var state = Fold(
            null,
            Start(1),
            Call(Two, "b", 2),
            new RunCancelled(At(3), false),
            new BeatsRequested(At(4), BeatRequestKind.Regenerate, [new BeatRef(Clear, One)]),
            new AttemptFailed(At(5), Clear, Two, "b", new ModelFailure(FailureKind.Transient, "No."), 0));

        Assert.Equal((BeatState.Skipped, true), (state.Find(Clear, Two)!.State, state.Find(Clear, Two)!.IsCancelled));
    }

    [Fact]
    public void Retry_OfASkippedBeatByName_AsksForIt() => Assert.Equal(
        BeatState.Pending,
        Fold(
            null,
            new BeatSkipped(At(2), Clear, Two),
            new BeatsRequested(At(4), BeatRequestKind.Retry, [new BeatRef(Clear, Two)])).Find(Clear, Two)!.State);

    [Fact]
    public void Regenerate_OfAll_AsksForThoseThatHaveEndedOnly()
    {
        var state = Fold(
            null,
            Start(1),
            Call(One, "a", 2),
            Done(One, "a", 3),
            Call(Two, "b", 4),
            new BeatsRequested(At(5), BeatRequestKind.Regenerate, []));

        Assert.Equal((true, BeatState.Pending), (state.Find(Clear, One)!.Regenerate, state.Find(Clear, One)!.State));
        Assert.Equal((false, BeatState.Generating), (state.Find(Clear, Two)!.Regenerate, state.Find(Clear, Two)!.State));
        Assert.False(Fold(
            null,
            Start(1),
            Call(One, "a", 2),
            Done(One, "a", 3),
            new BeatsRequested(At(5), BeatRequestKind.Regenerate, []),
            Call(One, "c", 6),
            Done(One, "c", 7))
            .Find(Clear, One)!.Regenerate);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Regenerate_CallFromBeforeIsStillWithoutOutcome_ItsImageIsNotTheOneAskedFor(bool isLost)
    {
        var state = Fold(
            null,
            Start(1),
            Call(One, "a", 2),
            isLost ? new HostStopped(At(3)) : new StyleWaiting(At(3), Clear, null, null),
            new BeatExisting(At(4), Clear, One, "p", "e"),
            new BeatsRequested(At(5), BeatRequestKind.Regenerate, []));

        Assert.False(state.Find(Clear, One)!.AwaitsImageOf("a"));
    }

    [Fact]
    public void Skip_OfNobody_SkipsNobody()
    {
        var state = Fold(null, Start(1), Call(One, "a", 2), new BeatsRequested(At(3), BeatRequestKind.Skip, []));

        Assert.Equal((false, BeatState.Pending), (state.Find(Clear, One)!.SkipAsked, state.Find(Clear, Two)!.State));
        Assert.False(state.Find(Clear, Two)!.SkipAsked);
    }

    [Theory]
    [InlineData(false, null, RunStatus.Running)]
    [InlineData(true, "Lunch.", RunStatus.Paused)]
    public void Retry_OfARunThatWasStoppedCancelledAndEnded_GoesOnAndKeepsAPause(bool isPaused, string? reason, RunStatus status)
    {
        var state = Fold(
            null,
            Start(1),
            Fail(One),
            new RunStopped(At(2), "No such model."),
            new RunCancelled(At(3), false),
            new RunEnded(At(4), RunStatus.Failed),
            isPaused ? new RunPaused(At(5), PausedBy.Person, "Lunch.") : new HostStopped(At(5)),
            new BeatsRequested(At(6), BeatRequestKind.Retry, []));

        Assert.Equal((null, false, false, reason, status), (state.Cancelled, state.IsStopped, state.HasEnded, state.Reason, state.Status));
    }

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

    private static StyleState Style(RunEvent[] events) => Fold(null, events).Find(Clear)!;

    private static RunState Fold(RunOptions? options, params RunEvent[] events)
    {
        var state = new RunState(new StoryboardBuilder().Styles(Clear).Shots(1, 2).Options(options ?? new RunOptions()).BuildRun());
        for (var i = 0; i < events.Length; i++)
        {
            state.Apply(new LoggedEvent(new LogPosition(i + 1), events[i]));
        }

        return state;
    }

    private static RunStarted Start(int n) => new(At(n), n);

    private static AttemptStarted Call(BeatId beat, string attempt, int second) => new(At(second), Clear, beat, attempt, "clear-1", 0.067m);

    private static BeatCompleted Done(BeatId beat, string attempt, int second) =>
        new(At(second), Clear, beat, attempt, "p", "e", 0.067m, TimeSpan.FromSeconds(1), null);

    private static BeatFailed Fail(BeatId beat) => new(At(1), Clear, beat, null, Why, 0);
}
