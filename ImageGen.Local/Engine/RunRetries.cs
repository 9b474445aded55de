namespace ImageGen.Local.Engine;

/// <summary>
/// Retries to begin work on runs whose log could not be read or written, seldom, until it succeeds or the host stops. Meanwhile the runs
/// count as held, with the reason.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class RunRetries(HeldRuns held, TimeProvider time, ILogger<RunRetries> logger, CancellationToken stopped)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Lock _guard = new();
    private readonly HashSet<string> _retried = new(StringComparer.Ordinal);

    /// <summary>A start has failed; <paramref name="startAsync"/> is called again until one succeeds.</summary>
    public void ScheduleRetry(string runId, string reason, Func<Task> startAsync)
    {
        if (held.Hold(runId, reason))
        {
            LogHeld(logger, runId, reason);
        }

        lock (_guard)
        {
            if (_retried.Add(runId))
            {
                _ = Task.Run(() => RetryAsync(runId, startAsync), CancellationToken.None);
            }
        }
    }

    /// <summary>A start has succeeded, the one who made it.</summary>
    public void EndRetries(string runId) => held.Release(runId);

    private async Task RetryAsync(string runId, Func<Task> startAsync)
    {
        var pause = ShortestPause;
        while (IsToRetry(runId))
        {
            await Task.WhenAny(Task.Delay(pause, time, stopped));
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                await startAsync();
            }
            catch (UserException)
            {
                // It is held still.
            }
        }
    }

    private bool IsToRetry(string runId)
    {
        lock (_guard)
        {
            if (held.ReasonOf(runId) is not null && !stopped.IsCancellationRequested)
            {
                return true;
            }

            _retried.Remove(runId);
            return false;
        }
    }

    [LoggerMessage(4033, LogLevel.Warning, "Run {RunId} is held and tried again: {Reason}")]
    private static partial void LogHeld(ILogger logger, string runId, string reason);
}
