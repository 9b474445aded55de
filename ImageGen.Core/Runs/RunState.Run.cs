namespace ImageGen.Core.Runs;

/// <summary>What happens to the run as a whole.</summary>
public sealed partial class RunState
{
    private void OnStarted(RunStarted e)
    {
        Starts = e.Start;
        CrashesInARow = CrashesAtNextStart;
        _isUnproven = PausedBy is null;
        Status = PausedBy is null ? RunStatus.Running : RunStatus.Paused;
        AbandonOpenAttempts();
        ForgiveKeys();
        RestartPace();
    }

    private void OnHostStopped()
    {
        (CrashesInARow, _isUnproven) = (0, false);
        AbandonOpenAttempts();
        Status = PausedBy is null ? RunStatus.Pending : RunStatus.Paused;
    }

    private void OnPaused(RunPaused e)
    {
        (PausedBy, Reason, _isUnproven) = (e.By, e.Reason, false);
        Status = HasEnded ? Status : RunStatus.Paused;
        ControlVersion++;
    }

    private void OnResumed(RunResumed e)
    {
        (PausedBy, Reason, CrashesInARow, _isUnproven) = (null, null, 0, false);
        MaxCostUsd = e.MaxCostUsd ?? MaxCostUsd;
        Resumes++;
        Answers.Restart();
        Status = HasEnded ? Status : RunStatus.Running;
        ControlVersion++;
        RestartPace();
    }

    private void OnCancelled(RunCancelled e)
    {
        // What it was paused for is not the reason any more.
        (Cancelled, PausedBy, Reason) = (e, null, IsStopped ? Reason : null);
        Status = Status is RunStatus.Paused ? RunStatus.Running : Status;
        ControlVersion++;
    }

    private void OnEnded(RunEnded e)
    {
        AbandonOpenAttempts();
        (PausedBy, Reason) = (null, e.Status is RunStatus.Failed ? Reason : null);
        (Status, EndedAt, _isUnproven) = (e.Status, e.At, false);
        foreach (var style in Styles)
        {
            style.Waiting = null;
        }
    }

    private void ForgiveKeys()
    {
        foreach (var style in Styles)
        {
            style.ForgiveKeys();
        }
    }

    private void RestartPace()
    {
        foreach (var style in Styles)
        {
            style.Pace = null;
        }
    }

    private static void OnWaiting(StyleState style, StyleWaiting e)
    {
        style.Waiting = e.Reason is null ? null : e;
        if (e.Reason is not null && (e.Until is null || e.Until - e.At > LongWait))
        {
            style.Pace = null;
        }
    }
}
