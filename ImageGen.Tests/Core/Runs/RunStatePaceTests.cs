using static ImageGen.Tests.Builders.StoryboardBuilder;
using static ImageGen.Tests.Core.Runs.RunFold;

namespace ImageGen.Tests.Core.Runs;

/// <summary>How fast a style goes, and what it waits for.</summary>
public sealed class RunStatePaceTests
{
    [Fact]
    public void Pace_RunContinuesAfterAPauseOrARequest_IsMeasuredAnew()
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
    public void Waiting_ItContinuesOrTheRunEnds_IsOver()
    {
        RunEvent[] waits = [Start(1), Call(One, "a", 2), new StyleWaiting(At(3), Clear, At(4), "Keys cool.")];

        Assert.Null(Style([.. waits, new StyleWaiting(At(5), Clear, null, null)]).Waiting);
        Assert.NotNull(Style([.. waits, new StyleWaiting(At(5), Clear, null, null)]).Pace);
        Assert.Null(Style([.. waits, Call(Two, "b", 5)]).Waiting);
        Assert.Null(Style([.. waits, new RunEnded(At(5), RunStatus.Cancelled)]).Waiting);
    }

    private static StyleState Style(RunEvent[] events) => Fold(null, events).Find(Clear)!;
}
