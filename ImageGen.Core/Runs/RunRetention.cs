using ImageGen.Core.Base;

namespace ImageGen.Core.Runs;

/// <summary>
/// Deletes runs that ended long ago, with their prompts, as <see cref="RunService.DeleteAsync"/> does; their images stay.
/// </summary>
/// <remarks>Thread-safe. Several processes may do it at once.</remarks>
/// <param name="store">Where runs are.</param>
/// <param name="runLogs">Their logs.</param>
/// <param name="keepFor">How long a run is kept after its end; null: for ever.</param>
/// <param name="time">The clock.</param>
public sealed class RunRetention(IRunStore store, RunLogs runLogs, TimeSpan? keepFor, TimeProvider time)
{
    /// <summary>How often it is worth looking.</summary>
    public static TimeSpan Every { get; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Deletes what has been kept long enough, and returns how many runs that were. A run that is not over stays, however old it is.
    /// </summary>
    /// <exception cref="UserException">The store refuses.</exception>
    public async Task<int> SweepAsync(RunService runs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (keepFor is not { } period)
        {
            return 0;
        }

        var deleted = 0;
        var before = time.GetUtcNow() - period;
        foreach (var run in (await store.ListAsync(null, cancellationToken)).Where(r => r.CreatedAt < before))
        {
            if (await runLogs.FindAsync(run.Id, cancellationToken) is { } runLog
                && await runLog.ReadAsync(state => state.HasEnded && state.EndedAt < before, cancellationToken)
                && await runs.DeleteAsync(run.Id, cancellationToken) is ControlResult.Done)
            {
                deleted++;
            }
        }

        return deleted;
    }

    /// <summary>Sweeps now and then once a day, until cancelled. A store that refuses is tried again the next day.</summary>
    /// <param name="runs">Deletes them.</param>
    /// <param name="report">Told how many runs were deleted, or why none could be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task KeepSweepingAsync(RunService runs, Action<int, string?> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (keepFor is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                try
                {
                    report(await SweepAsync(runs, cancellationToken), null);
                }
                catch (UserException e)
                {
                    report(0, e.Message);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host goes down.
        }
    }
}
