using ImageGen.Core.Api.Views;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Api.Views;

public sealed class RunViewsTests
{
    private static readonly RunDocument Run = new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(10, 1).BuildRun();

    [Fact]
    public void Of_ARunInTheMiddle_CountsEveryBeatOnce()
    {
        var state = Fold(
            new RunStarted(At(0), 1),
            new BeatExisting(At(1), ImageStyle.Clear, Beat(1), "p1", "e 1"),
            new AttemptStarted(At(1), ImageStyle.Clear, Beat(2), "a", "k", 0.1m),
            new BeatCompleted(At(2), ImageStyle.Clear, Beat(2), "a", "p2", "e2", 0.07m, TimeSpan.FromSeconds(1), "A note."),
            new AttemptStarted(At(3), ImageStyle.Clear, Beat(3), "b", "k", 0.1m),
            new BeatSkipped(At(4), ImageStyle.Clear, Beat(4)),
            new StyleWaiting(At(5), ImageStyle.Clear, At(60), "Keys cool."));

        var view = RunViews.Of(state, withBeats: true, At(5));

        var style = Assert.Single(view.Styles);
        Assert.Equal(
            (2, 1, 0, 1, 1, 6, 10),
            (style.Completed, style.Existing, style.Failed, style.Skipped, style.Generating, style.Pending, style.Total));
        Assert.Equal((2, 0, 10, 0.07m), (view.Completed, view.Failed, view.Total, view.CostUsd));
        Assert.Equal(("Keys cool.", At(60)), (style.WaitingFor, style.WaitingUntil));
        Assert.Equal("/api/projects/tale/images/clear/1.1?shot=1&v=e%201", style.Beats!.Value[0].ImageUri);
        Assert.Equal("A note.", style.Beats.Value[1].Note);
        Assert.Equal(state.Position.Value, view.LastEventId);
        Assert.Null(RunViews.Of(state, withBeats: false, At(5)).Styles[0].Beats);
    }

    [Fact]
    public void Of_KeyFaultThatACheckFound_IsShownOnceUntilAHostStartsAgain()
    {
        RunEvent[] log =
        [
            new RunStarted(At(0), 1),
            new KeyFaultFound(At(1), ImageStyle.Clear, "clear-1", "Key clear-1 has expired."),
            new KeyFaultFound(At(2), ImageStyle.Clear, "clear-1", "Key clear-1 has expired."),
        ];

        Assert.Equal(["Key clear-1 has expired."], RunViews.Of(Fold(log), false, At(9)).Styles[0].KeyFaults);
        Assert.Null(RunViews.Of(Fold([.. log, new RunStarted(At(9), 2)]), false, At(9)).Styles[0].KeyFaults);
    }

    [Fact]
    public void Of_KeysThatAreBad_NamesEachOnceUntilAPersonAsksAgain()
    {
        RunEvent Fails(int n, FailureKind kind) =>
            new AttemptFailed(At(n), ImageStyle.Clear, Beat(n), $"a{n}", new ModelFailure(kind, $"{kind}."), 0);
        FailureKind[] kinds = [FailureKind.InvalidKey, FailureKind.Transient, FailureKind.InvalidKey, FailureKind.NotEntitled];
        RunEvent[] log = [new RunStarted(At(0), 1), .. kinds
            .SelectMany((kind, i) => new[] { new AttemptStarted(
                At(i + 1), ImageStyle.Clear, Beat(i + 1), $"a{i + 1}", "k", 0.1m), Fails(i + 1, kind) })];

        Assert.Equal(["InvalidKey.", "NotEntitled."], RunViews.Of(Fold(log), false, At(9)).Styles[0].KeyFaults);
        Assert.Null(RunViews.Of(
            Fold([.. log, new RunEnded(At(8), RunStatus.Failed), new BeatsRequested(At(9), BeatRequestKind.Retry, [])]),
            false,
            At(9)).Styles[0].KeyFaults);
        Assert.Null(RunViews.Of(Fold([.. log, new RunStarted(At(9), 2)]), false, At(9)).Styles[0].KeyFaults);
    }

    [Fact]
    public void Of_SkippedDuringACallThatIsLost_IsSkippedAndStillGetsTheImageIfItComes()
    {
        RunEvent[] log =
        [
            new RunStarted(At(0), 1),
            new AttemptStarted(At(1), ImageStyle.Clear, Beat(1), "a1", "k", 0.1m),
            new BeatsRequested(At(2), BeatRequestKind.Skip, [new BeatRef(ImageStyle.Clear, Beat(1))]),
        ];
        var late = new BeatCompleted(At(9), ImageStyle.Clear, Beat(1), "a1", "p", "e", 0.067m, TimeSpan.FromSeconds(1), null);

        Assert.Equal((1, 0), Counts(log));
        Assert.Equal((0, 1), Counts([.. log, new RunStarted(At(8), 2)]));
        Assert.Equal((0, 0), Counts([.. log, late]));

        (int Generating, int Skipped) Counts(RunEvent[] events) =>
            RunViews.Of(Fold(events), false, At(9)).Styles[0] is var style ? (style.Generating, style.Skipped) : default;
    }

    [Fact]
    public void Of_CancelledButNotOver_SaysWhatIsHappening()
    {
        var view = RunViews.Of(Fold(new RunStarted(At(0), 1), new RunCancelled(At(1), DropInFlight: false)), false, At(2));

        Assert.Equal(RunStatus.Running, view.Status);
        Assert.Equal("It was cancelled; calls under way are being finished.", view.Reason);
        Assert.Null(view.SecondsLeft);
    }

    [Fact]
    public void SecondsLeft_PaceIsKnown_ContinuesAtThatPace()
    {
        // Four images in 20 s: six more take 30.
        Assert.Equal(30, SecondsLeft(At(20), null, [new RunStarted(At(0), 1), .. Generated(1, 4, 0)])!.Value, 3);
    }

    [Fact]
    public void SecondsLeft_KeysAllowNoMore_IsWhatTheyAllow() =>
        Assert.Equal(90, SecondsLeft(At(20), TimeSpan.FromSeconds(90), [new RunStarted(At(0), 1), .. Generated(1, 4, 0)]));

    [Fact]
    public void SecondsLeft_NothingMeasuredYet_IsWhatTheKeysAllowOrNull()
    {
        Assert.Null(SecondsLeft(At(20), null, [new RunStarted(At(0), 1), .. Generated(1, 2, 0)]));
        Assert.Equal(90, SecondsLeft(At(20), TimeSpan.FromSeconds(90), [new RunStarted(At(0), 1)]));
    }

    [Fact]
    public void SecondsLeft_AfterARestart_MeasuresAnew()
    {
        // Ten seconds of work, a day's rest, and three more in six seconds: three are left.
        RunEvent[] log =
        [
            new RunStarted(At(0), 1), .. Generated(1, 4, 0), new HostStopped(At(10)),
            new RunStarted(At(90_000), 2), .. Generated(5, 3, 90_000),
        ];

        Assert.Equal(6, SecondsLeft(At(90_006), null, log)!.Value, 3);
    }

    [Fact]
    public void SecondsLeft_WaitsForTomorrow_IsAtLeastTheWait()
    {
        RunEvent[] log = [new RunStarted(At(0), 1), .. Generated(1, 4, 0), new StyleWaiting(
            At(20), ImageStyle.Clear, At(20_000), "Used up for today.")];

        Assert.Equal(19_980, SecondsLeft(At(20), TimeSpan.FromSeconds(90), log));
    }

    [Fact]
    public void SecondsLeft_NotPredictable_IsNull()
    {
        RunEvent[] work = [new RunStarted(At(0), 1), .. Generated(1, 4, 0)];

        Assert.Null(
            SecondsLeft(At(20), TimeSpan.FromSeconds(90), [.. work, new StyleWaiting(At(20), ImageStyle.Clear, null, "No usable key.")]));
        Assert.Null(SecondsLeft(At(20), TimeSpan.FromSeconds(90), [.. work, new RunPaused(At(20), PausedBy.Person, "Lunch.")]));
        Assert.Null(SecondsLeft(At(20), TimeSpan.FromSeconds(90), [.. work, new RunEnded(At(20), RunStatus.Cancelled)]));
    }

    [Fact]
    public void SecondsLeft_WithoutNetwork_IsNullUntilACallGetsThrough()
    {
        RunEvent[] log =
        [
            new RunStarted(At(0), 1),
            .. Generated(1, 4, 0),
            new AttemptStarted(At(20), ImageStyle.Clear, Beat(5), "a5", "clear-1", 0.067m),
            new AttemptFailed(
                At(20), ImageStyle.Clear, Beat(5), "a5", new ModelFailure(FailureKind.Unreachable, "There is no connection."), 0),
        ];

        Assert.Null(SecondsLeft(At(60), TimeSpan.FromSeconds(90), log));
        // The hours without network say nothing of the pace.
        Assert.Equal(3, SecondsLeft(At(9_003), null, [.. log, .. Generated(5, 3, 9_000)])!.Value, 3);
    }

    [Fact]
    public void SecondsLeft_CallsUnderWay_AreStillToCome()
    {
        RunEvent[] log = [new RunStarted(At(0), 1), .. Generated(1, 4, 0), new AttemptStarted(
            At(20), ImageStyle.Clear, Beat(5), "a5", "clear-1", 0.067m)];

        Assert.Equal(30, SecondsLeft(At(20), null, log)!.Value, 3);
    }

    [Theory]
    [InlineData(ImageStyle.Clear, ImageStyle.Illustration)]
    [InlineData(ImageStyle.Illustration, ImageStyle.Clear)]
    public void SecondsLeft_SeveralStyles_IsTheSlowestOnes(ImageStyle first, ImageStyle second)
    {
        var state = Fold(new StoryboardBuilder().Styles(first, second).BuildRun(), new RunStarted(At(0), 1));

        Assert.Equal(
            90, RunViews.Of(state, false, At(1), (style, _) => TimeSpan.FromSeconds(style is ImageStyle.Clear ? 90 : 30)).SecondsLeft);
    }

    [Fact]
    public void SecondsLeft_AStyleIsDone_ItIsNotAsked()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Illustration).Shots(1, 1).BuildRun();
        var state = Fold(run, new RunStarted(At(0), 1), new BeatExisting(At(1), ImageStyle.Clear, Beat(1), "p", "e"));

        Assert.Equal(
            30, RunViews.Of(state, false, At(1), (style, _) => style is ImageStyle.Clear ? null : TimeSpan.FromSeconds(30)).SecondsLeft);
    }

    [Fact]
    public void Of_SeveralStyles_AddsThemUp()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Illustration).Shots(3, 1).BuildRun();
        var why = new ModelFailure(FailureKind.ContentBlocked, "Blocked.");
        RunEvent[] log =
        [
            new RunStarted(At(0), 1),
            .. from style in new[] { ImageStyle.Clear, ImageStyle.Illustration }
               from e in new RunEvent[] { new BeatExisting(At(1), style, Beat(1), "p", "e"), new BeatFailed(
                   At(2), style, Beat(2), null, why, 0) }
               select e,
        ];

        var view = RunViews.Of(Fold(run, log), withBeats: true, At(3));

        Assert.Equal((2, 2, 6), (view.Completed, view.Failed, view.Total));
        Assert.Equal([true, false, false], view.Styles[0].Beats!.Value.Select(b => b.ImageUri is not null));
    }

    private static BeatId Beat(int number) => BeatId.Parse($"{number}.1");

    private static IEnumerable<RunEvent> Generated(int first, int count, int second) =>
        from n in Enumerable.Range(0, count)
        let beat = Run.Storyboard.Styles[0].Beats[first + n - 1]
        from e in SampleRunLogs.Generated(ImageStyle.Clear, beat, second + n)
        select e;

    private static double? SecondsLeft(DateTimeOffset now, TimeSpan? bound, IEnumerable<RunEvent> log) =>
        RunViews.Of(Fold([.. log]), false, now, (_, _) => bound).SecondsLeft;

    private static RunState Fold(params RunEvent[] log) => Fold(Run, log);

    private static RunState Fold(RunDocument run, params RunEvent[] log)
    {
        var state = new RunState(run);
        foreach (var (i, e) in log.Index())
        {
            state.Apply(new LoggedEvent(new LogPosition(i + 1), e));
        }

        return state;
    }
}
