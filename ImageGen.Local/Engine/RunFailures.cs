namespace ImageGen.Local.Engine;

/// <summary>
/// Writes into a run's log why no one works on it any more: its workflow failed. While the log cannot be written it tries again, seldom,
/// until the host stops.
/// </summary>
internal sealed partial class RunFailures(RunLogs runLogs, TimeProvider time, ILogger<RunFailures> logger)
{
    private const string OwnFault =
        "ImageGen met a fault of its own and stopped working on this run. The host's log has the details. Resume the run to try again.";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Completes when it is in the log, or the host stops. False when the run is not paused, because a person has resumed it more than
    /// <paramref name="resumes"/> times, which it had been when the workflow began: then that resume is an order to try again.
    /// </summary>
    public async Task<bool> RecordAsync(string runId, Exception failure, int resumes, CancellationToken stopped)
    {
        var known = CauseOf(failure);
        if (known is null)
        {
            LogFault(logger, runId, Bugs.Describe(failure));
        }

        var (by, reason) = known is null ? (PausedBy.CrashLoop, OwnFault) : (PausedBy.Storage, known.Message);
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await TryWriteAsync(runId, by, reason, resumes) is { } isHeld)
            {
                return isHeld;
            }

            await Task.WhenAny(Task.Delay(pause, time, stopped));
            if (stopped.IsCancellationRequested)
            {
                return true;
            }
        }
    }

    /// <summary>Null: the log cannot be written.</summary>
    private async Task<bool?> TryWriteAsync(string runId, PausedBy by, string reason, int resumes)
    {
        try
        {
            var isHeld = await runLogs.FindAsync(runId, CancellationToken.None) is not { } runLog || await runLog.DecideAsync(
                state => RunOpening.OnFailure(state, by, reason, resumes, time.GetUtcNow()), CancellationToken.None);
            LogStopped(logger, runId, reason);
            return isHeld;
        }
        catch (UserException e)
        {
            LogNotWritten(logger, runId, e.Message);
            return null;
        }
    }

    private static UserException? CauseOf(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is UserException known)
            {
                return known;
            }
        }

        return null;
    }

    [LoggerMessage(4030, LogLevel.Error, "The workflow of run {RunId} failed unexpectedly: {Fault}")]
    private static partial void LogFault(ILogger logger, string runId, string fault);

    [LoggerMessage(4031, LogLevel.Warning, "Run {RunId} is not worked on any more: {Reason}")]
    private static partial void LogStopped(ILogger logger, string runId, string reason);

    [LoggerMessage(4032, LogLevel.Warning, "Run {RunId} cannot continue, and its log cannot be written (it is tried again): {Message}")]
    private static partial void LogNotWritten(ILogger logger, string runId, string message);
}
