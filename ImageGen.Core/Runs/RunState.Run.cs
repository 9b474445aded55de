namespace ImageGen.Core.Runs;

/// <summary>What happens to the run as a whole.</summary>
public sealed partial class RunState
{
    private void OnStarted(RunStarted e)
    {
        Starts = e.Start;
        CrashesInARow = CrashesAtNextStart;
        _isUnproven = PausedBy is null;
        AbandonOpenAttempts();
        ForgiveKeys();
        RestartPace();
    }

    private void OnHostStopped()
    {
        (CrashesInARow, _isUnproven) = (0, false);
        AbandonOpenAttempts();
    }

    private void OnPaused(RunPaused e)
    {
        (Reason, _isUnproven) = (e.Reason, false);
        ControlVersion++;
    }

    private void OnResumed(RunResumed e)
    {
        (Reason, CrashesInARow, _isUnproven) = (null, 0, false);
        MaxCostUsd = e.MaxCostUsd ?? MaxCostUsd;
        Resumes++;
        Answers.Restart();
        ControlVersion++;
        RestartPace();
    }

    private void OnCancelled(RunCancelled e)
    {
        // What it was paused for is not the reason any more.
        (Cancelled, Reason) = (e, IsStopped ? Reason : null);
        ControlVersion++;
    }

    private void OnEnded(RunEnded e)
    {
        AbandonOpenAttempts();
        (Reason, _isUnproven) = (e.Status is RunStatus.Failed ? Reason : null, false);
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
