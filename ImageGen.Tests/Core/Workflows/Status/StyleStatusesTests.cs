using ImageGen.Core.Workflows.Status;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Workflows.Status;

public sealed class StyleStatusesTests
{
    private const ImageStyle Clear = ImageStyle.Clear;
    private static readonly RunDocument Run = new StoryboardBuilder().Styles(Clear).Shots(10, 1).BuildRun();

    [Theory]
    [InlineData("x", 160, 160)]
    [InlineData("x", 161, 159)]
    [InlineData("\n", 26, 26)]
    [InlineData("\n", 27, 26)]
    [InlineData("\U0001F5BC", 13, 13)]
    [InlineData("\U0001F5BC", 14, 13)]
    public void Cut_TextOfOneCharacter_IsAsLongAsJsonHasRoomForIt(string character, int length, int kept)
    {
        var whole = string.Concat(Enumerable.Repeat(character, length));

        Assert.Equal(string.Concat(Enumerable.Repeat(character, kept)) + (kept < length ? "…" : ""), StyleStatuses.Cut(whole));
    }

    [Fact]
    public void Cut_LastCharacterIsWide_IsLeftOutAndMarked() =>
        Assert.Equal(new string('x', 159) + "…", StyleStatuses.Cut(new string('x', 159) + "\n"));

    [Fact]
    public void Of_ManyFailures_NamesTheFirstFew()
    {
        var status = Status(At(9), [.. Enumerable.Range(1, 6).Select(n => new BeatFailed(At(n), Clear, Beat(n), null, Why(n), 0))]);

        Assert.Equal(["1.1 No 1.", "2.1 No 2.", "3.1 No 3.", "4.1 No 4.", "5.1 No 5."], status.Failures.Select(f => $"{f.Beat} {f.Text}"));
        Assert.Equal(6, status.Counts.Failed);
    }

    [Fact]
    public void Of_Paused_SaysWhyAndOnlyThen()
    {
        Assert.Null(Status(At(1), new RunStarted(At(0), 1)).Paused);
        Assert.Equal("Lunch.", Status(At(1), new RunStarted(At(0), 1), new RunPaused(At(1), PausedBy.Person, "Lunch.")).Paused);
        Assert.Null(Status(At(1), new RunStarted(At(0), 1), new RunStopped(At(1), "Gone.")).Paused);
    }

    [Fact]
    public void Of_WorkLeft_TellsTheTimeByThePace()
    {
        RunEvent[] work = [new RunStarted(At(0), 1), .. Generated(4), new AttemptStarted(At(20), Clear, Beat(5), "a5", "clear-1", 0.067m)];

        // Four images in 20 s: five more and the one under way take 30.
        Assert.Equal(30, Status(At(20), work).Counts.SecondsLeft);
        Assert.Null(Status(At(20), [new RunStarted(At(0), 1), .. Generated(2)]).Counts.SecondsLeft);
        Assert.Equal(0, Status(At(20), [new RunStarted(At(0), 1), .. Generated(10)]).Counts.SecondsLeft);
    }

    private static BeatId Beat(int shot) => BeatId.Parse($"{shot}.1");

    private static ModelFailure Why(int n) => new(FailureKind.ContentBlocked, $"No {n}.");

    private static IEnumerable<RunEvent> Generated(int count) =>
        Run.Storyboard.Styles[0].Beats.Take(count).SelectMany((b, n) => SampleRunLogs.Generated(Clear, b, n));

    private static StyleStatus Status(DateTimeOffset now, params RunEvent[] log)
    {
        var state = new RunState(Run);
        foreach (var (i, e) in log.Index())
        {
            state.Apply(new LoggedEvent(new LogPosition(i + 1), e));
        }

        return StyleStatuses.Of(state, state.Style(Clear), now);
    }
}
