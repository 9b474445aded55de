using ImageGen.Local.Engine;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Engine;

public sealed class RunOpeningTests
{
    private static readonly RunDocument Run = new StoryboardBuilder().BuildRun();
    private static readonly RunEvent[] Image = [.. SampleRunLogs.Generated(ImageStyle.Clear, Run.Storyboard.Styles[0].Beats[0], 9)];
    private static readonly RunEvent Stopped = new HostStopped(At(5));
    private static readonly RunEvent Lunch = new RunPaused(At(5), PausedBy.Person, "Lunch.");
    private static readonly RunEvent Resumed = new RunResumed(At(6));
    private static readonly RunEvent Cancelled = new RunCancelled(At(6), false);

    private readonly RunOpening _opening = new(crashLimit: 3);

    public static TheoryData<string, RunEvent[], bool> Histories => new()
    {
        { "nothing yet", [], true },
        { "two crashes", [Start(1), Start(2)], true },
        { "three crashes", [Start(1), Start(2), Start(3)], false },
        { "an image before the last crash", [Start(1), Start(2), Start(3), .. Image], true },
        { "an image before the last three", [Start(1), .. Image, Start(2), Start(3), Start(4)], false },
        { "an image before the last two", [Start(1), .. Image, Start(2), Start(3)], true },
        { "a proper stop at the end", [Start(1), Start(2), Start(3), Stopped], true },
        { "a proper stop in between", [Start(1), Start(2), Stopped, Start(3), Start(4)], true },
        { "resumed after three", [Start(1), Start(2), Start(3), Resumed], true },
        { "resumed, then two", [Start(1), Start(2), Start(3), Resumed, Start(4), Start(5)], true },
        { "resumed, then three", [Start(1), Start(2), Start(3), Resumed, Start(4), Start(5), Start(6)], false },
        { "killed while a person had paused it", [Start(1), Start(2), Start(3), Lunch], true },
        { "cancelled after three", [Start(1), Start(2), Start(3), Cancelled], true },
    };

    [Theory]
    [MemberData(nameof(Histories))]
    public void OnWake_AfterStarts_CountsOnlyBarrenCrashesInARow(string name, RunEvent[] log, bool starts)
    {
        var opening = _opening.OnWake(Fold(log), isOpen: false, At(99));

        Assert.True(starts == opening.Result.Starts, name);
        Assert.Equal(!starts, opening.Events.Any(e => e is RunPaused { By: PausedBy.CrashLoop }));
        Assert.IsType<RunStarted>(opening.Events[0]);
    }

    [Fact]
    public void OnWake_OpenAlready_RecordsNoSecondStart()
    {
        Assert.Empty(_opening.OnWake(Fold([Start(1)]), isOpen: true, At(9)).Events);
    }

    [Theory]
    [InlineData(PausedBy.Storage, true)]
    [InlineData(PausedBy.HostStart, true)]
    [InlineData(PausedBy.Damage, false)]
    [InlineData(PausedBy.Person, false)]
    public void OnHostStart_Paused_ContinuesUnlessAPersonIsNeeded(PausedBy by, bool starts) =>
        Assert.Equal(starts, _opening.OnHostStart(Fold([Start(1), new RunPaused(At(5), by, "So.")]), pause: false, At(9)).Result.Starts);

    [Fact]
    public void OnHostStart_PausedWithACallCutOff_SaysThatItIsCutOff()
    {
        var state = Fold([Start(1), Image[0], Lunch]);
        var opening = _opening.OnHostStart(state, pause: false, At(9));

        Assert.Equal((true, false), (opening.Result.IsOpen, opening.Result.Starts));
        Assert.Equal(
            (0m, 0.067m), Fold([Start(1), Image[0], Lunch, .. opening.Events]) is var then ? (then.OpenUsd, then.UnconfirmedUsd) : default);
    }

    private static RunStarted Start(int n) => new(At(n), n);

    private static RunState Fold(RunEvent[] log)
    {
        var state = new RunState(Run);
        for (var n = 0; n < log.Length; n++)
        {
            state.Apply(new LoggedEvent(new LogPosition(n + 1), log[n]));
        }

        return state;
    }
}
