using System.Collections.Concurrent;
using ImageGen.Core.Base;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Functions.Adapters.Blob;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Workers;

/// <summary>
/// Finds workers that write no sign of life any more. The storage queue delivers their work again only when its messages become visible;
/// until then, this logs in their runs what the styles wait for.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class LostWorkers(
    BlobWorkerSigns signs, RunLogs runLogs, ModelCatalogue models, SignOptions options, TimeProvider time, ILogger logger)
{
    // By then the work of a lost worker was delivered again or has been abandoned.
    private static readonly TimeSpan Forget = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Worker, StyleWork Work, bool IsInQueue), bool> _logged = new();
    private int _isChecking;
    private long _lastCheck = long.MinValue;

    /// <summary>
    /// Logs what the work of lost workers waits for; does nothing when another check is under way or ended a moment ago.
    /// </summary>
    /// <param name="self">The id of the worker that checks.</param>
    /// <param name="client">Wakes workflows, so that they report what they wait for; null: they are woken by a later check.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="UserException">The storage does not answer or refuses.</exception>
    public async Task CheckAsync(string self, DurableTaskClient? client, CancellationToken cancellationToken)
    {
        if (options.VisibleAfter is not { } visibleAfter || Interlocked.Exchange(ref _isChecking, 1) == 1)
        {
            return;
        }

        try
        {
            if (Volatile.Read(ref _lastCheck) is var last && last != long.MinValue && time.GetElapsedTime(last) < options.Every / 2)
            {
                return;
            }

            Volatile.Write(ref _lastCheck, time.GetTimestamp());
            var now = time.GetUtcNow();
            foreach (var sign in (await signs.ListAsync(cancellationToken)).Where(
                s => s.Worker != self && now - s.At >= options.LostAfter))
            {
                if (now - sign.At > Forget)
                {
                    await signs.RemoveAsync(sign.Worker, cancellationToken);
                    continue;
                }

                foreach (var work in sign.Work)
                {
                    await LogWaitAsync(sign, work, visibleAfter, now, client, cancellationToken);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _isChecking, 0);
        }
    }

    private async Task LogWaitAsync(
        WorkerSign sign, StyleWork work, TimeSpan visibleAfter, DateTimeOffset now, DurableTaskClient? client,
        CancellationToken cancellationToken)
    {
        var entry = (sign.Worker, work, now < sign.At + visibleAfter);
        if (await runLogs.FindAsync(work.RunId, cancellationToken) is not { } runLog)
        {
            return;
        }

        var wasLogged = _logged.ContainsKey(entry);
        var asked = runLog.Document.Storyboard.Options;
        var limit = models.LongestAttemptOf(asked.Model, asked.ImageSize);
        var waits = await runLog.DecideAsync(
            state => LostWork.NoteOf(
                state, work.Style, sign.At + options.Every, sign.At + options.LostAfter, visibleAfter, limit, now) is { } note
                ? new Decision<bool>(true, [note])
                : new Decision<bool>(!wasLogged && state.Find(work.Style)?.Waiting is { Reason: { } reason } && LostWork.IsNote(reason)),
            cancellationToken);
        if (!waits || client is null)
        {
            // That may change: the next check decides again.
            return;
        }

        _logged[entry] = true;
        LogLost(sign.Worker, work.RunId, work.Style.Name());
        await WakeAsync(client, work, cancellationToken);
    }

    /// <summary>Has the style's workflow read the log and report what it finds in its custom status.</summary>
    private static async Task WakeAsync(DurableTaskClient client, StyleWork work, CancellationToken cancellationToken)
    {
        var query = new OrchestrationQuery
        {
            InstanceIdPrefix = $"{work.RunId}:{work.Style.Name()}:",
            Statuses = [OrchestrationRuntimeStatus.Running],
        };
        await foreach (var child in client.GetAllInstancesAsync(query).WithCancellation(cancellationToken))
        {
            await client.RaiseEventAsync(child.InstanceId, WorkflowNames.Control, true, cancellationToken);
        }
    }

    [LoggerMessage(4110, LogLevel.Warning, "Worker {Worker} was lost; run {Run} waits for what it had of '{Style}'.")]
    private partial void LogLost(string worker, string run, string style);
}
