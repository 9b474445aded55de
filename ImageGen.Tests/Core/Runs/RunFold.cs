using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Runs;

/// <summary>The state of a run of two beats after some events.</summary>
internal static class RunFold
{
    public const ImageStyle Clear = ImageStyle.Clear;
    public static readonly BeatId One = BeatId.Parse("1.1");
    public static readonly BeatId Two = BeatId.Parse("1.2");
    public static readonly ModelFailure Why = new(FailureKind.ContentBlocked, "Blocked.");

    public static RunState Fold(RunOptions? options, params RunEvent[] events)
    {
        var state = new RunState(new StoryboardBuilder().Styles(Clear).Shots(1, 2).Options(options ?? new RunOptions()).BuildRun());
        for (var i = 0; i < events.Length; i++)
        {
            state.Apply(new LoggedEvent(new LogPosition(i + 1), events[i]));
        }

        return state;
    }

    public static RunStarted Start(int n) => new(At(n), n);

    public static AttemptStarted Call(BeatId beat, string attempt, int second) => new(At(second), Clear, beat, attempt, "clear-1", 0.067m);

    public static BeatCompleted Done(BeatId beat, string attempt, int second) =>
        new(At(second), Clear, beat, attempt, "p", "e", 0.067m, TimeSpan.FromSeconds(1), null);

    public static BeatFailed Fail(BeatId beat) => new(At(1), Clear, beat, null, Why, 0);
}
