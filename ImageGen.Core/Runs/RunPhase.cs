namespace ImageGen.Core.Runs;

/// <summary>Status, pause and end of a run: what of its log concerns it as a whole.</summary>
/// <param name="Status">Its status.</param>
/// <param name="PausedBy">Who paused it; null when it is not paused.</param>
/// <param name="EndedAt">When it ended; null while it continues.</param>
internal readonly record struct RunPhase(RunStatus Status, PausedBy? PausedBy, DateTimeOffset? EndedAt)
{
    public bool HasEnded => EndedAt is not null;

    public RunPhase After(RunEvent e) => e switch
    {
        RunStarted => As(RunStatus.Running),
        HostStopped => As(RunStatus.Pending),
        RunPaused p => this with { PausedBy = p.By, Status = HasEnded ? Status : RunStatus.Paused },
        RunResumed => this with { PausedBy = null, Status = HasEnded ? Status : RunStatus.Running },
        RunCancelled => this with { PausedBy = null, Status = Status is RunStatus.Paused ? RunStatus.Running : Status },
        RunEnded end => new RunPhase(end.Status, null, end.At),
        BeatsRequested { Kind: BeatRequestKind.Retry or BeatRequestKind.Regenerate } => As(RunStatus.Running) with { EndedAt = null },
        _ => this,
    };

    private RunPhase As(RunStatus status) => this with { Status = PausedBy is null ? status : RunStatus.Paused };
}
