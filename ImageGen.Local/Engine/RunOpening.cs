namespace ImageGen.Local.Engine;

/// <summary>Decides, on a run's state, what becomes of it when this process is asked to work on it. Pure.</summary>
/// <param name="crashLimit">Starts in a row that may end neither cleanly nor with an image.</param>
internal sealed class RunOpening(int crashLimit)
{
    /// <summary>Decides on a wake.</summary>
    /// <param name="state">Where it stands.</param>
    /// <param name="isOpen">True when this process has begun to work on it before.</param>
    /// <param name="now">The time.</param>
    public Decision<Opening> OnWake(RunState state, bool isOpen, DateTimeOffset now)
    {
        if (state.HasEnded)
        {
            return new Decision<Opening>(new Opening(IsOpen: false, Starts: false));
        }

        if (isOpen)
        {
            return new Decision<Opening>(new Opening(IsOpen: true, MayStart(state)));
        }

        var started = new RunStarted(now, state.Starts + 1);
        return !state.IsOver && state.CrashesAtNextStart >= crashLimit
            ? Open(starts: false, started, new RunPaused(now, PausedBy.CrashLoop, CrashLoop(state)))
            : Open(MayStart(state), started);
    }

    /// <summary>The host starts and looks through its runs: one that is paused stays asleep until it is woken.</summary>
    public Decision<Opening> OnHostStart(RunState state, bool pause, DateTimeOffset now)
    {
        if (state.HasEnded || state.IsOver)
        {
            return OnWake(state, isOpen: false, now);
        }

        var started = new RunStarted(now, state.Starts + 1);
        return state.PausedBy switch
        {
            null when pause => Open(starts: false, started, new RunPaused(now, PausedBy.HostStart, HostStart)),
            PausedBy.HostStart or PausedBy.Storage when !pause => Open(starts: true, started, new RunResumed(now)),
            null => OnWake(state, isOpen: false, now),

            // Calls that a crash cut off while it was paused are to be seen as that.
            _ when state.OpenUsd > 0 => Open(starts: false, started),
            _ => new Decision<Opening>(new Opening(IsOpen: false, Starts: false)),
        };
    }

    /// <summary>
    /// What is written when its workflow failed, which began when the run had been resumed <paramref name="resumes"/> times. False: a
    /// person has resumed it since, and that is never undone: it is to be started again.
    /// </summary>
    public static Decision<bool> OnFailure(RunState state, PausedBy by, string reason, int resumes, DateTimeOffset now) => state switch
    {
        { HasEnded: true } => new Decision<bool>(true),
        { IsOver: true } => new Decision<bool>(true, [new RunEnded(now, state.EndStatus)]),
        { PausedBy: not null } => new Decision<bool>(true),
        _ when state.Resumes > resumes => new Decision<bool>(false),
        _ => new Decision<bool>(true, [new RunPaused(now, by, reason)]),
    };

    private const string HostStart = "The host was started with ImageGen:OnStart = pause. Resume it to continue.";

    private static Decision<Opening> Open(bool starts, params RunEvent[] events) => new(new Opening(IsOpen: true, starts), [.. events]);

    // What brings hosts down is not tried again before a person says so; to end it needs no more than a look at its log.
    private static bool MayStart(RunState state) => state.PausedBy is not PausedBy.CrashLoop || state.IsOver;

    private static string CrashLoop(RunState state) =>
        FormattableString.Invariant($"It was started {state.CrashesAtNextStart} times in a row, and each time the program went down ")
        + "before one more image was generated. Resume it to try again.";
}

/// <summary>What becomes of a run that this process is asked to work on.</summary>
/// <param name="IsOpen">True when the log says that this process works on it.</param>
/// <param name="Starts">Whether its workflow is to be started.</param>
internal readonly record struct Opening(bool IsOpen, bool Starts);
