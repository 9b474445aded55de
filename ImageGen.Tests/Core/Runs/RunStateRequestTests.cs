using static ImageGen.Tests.Builders.StoryboardBuilder;
using static ImageGen.Tests.Core.Runs.RunFold;

namespace ImageGen.Tests.Core.Runs;

/// <summary>What is asked of beats: first, retry, regenerate, skip.</summary>
public sealed class RunStateRequestTests
{
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
    public void Skip_NoBeats_SkipsNone()
    {
        var state = Fold(null, Start(1), Call(One, "a", 2), new BeatsRequested(At(3), BeatRequestKind.Skip, []));

        Assert.Equal((false, BeatState.Pending), (state.Find(Clear, One)!.SkipAsked, state.Find(Clear, Two)!.State));
        Assert.False(state.Find(Clear, Two)!.SkipAsked);
    }

    [Theory]
    [InlineData(false, null, RunStatus.Running)]
    [InlineData(true, "Lunch.", RunStatus.Paused)]
    public void Retry_OfARunThatWasStoppedCancelledAndEnded_ContinuesAndKeepsAPause(bool isPaused, string? reason, RunStatus status)
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
}
