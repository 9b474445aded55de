using System.Collections.Concurrent;
using ImageGen.Core.Base;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Orchestrations;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Workers;

/// <summary>
/// Gives signs of life while this worker has activities, and looks for workers that give none any more: what they had comes back only
/// when the storage queue shows its messages again, and the log of their runs says so until then.
/// </summary>
/// <remarks>Thread-safe. A storage that does not answer is the runs' trouble; here it only means that nothing is shown.</remarks>
internal sealed partial class WorkerSigns(
    BlobWorkerSigns signs, RunLogs runLogs, DurableRunGate clients, ModelCatalogue models, SignOptions options, TimeProvider time,
    ILogger<WorkerSigns> logger)
    : BackgroundService
{
    // A worker that is new may have taken the place of one that was killed.
    private static readonly TimeSpan LookAfterStart = TimeSpan.FromMinutes(3);

    // By then whatever a lost worker had was delivered again or has been given up.
    private static readonly TimeSpan Forget = TimeSpan.FromHours(1);

    private readonly string _worker = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<StyleWork, Activities> _work = new();
    private readonly ConcurrentDictionary<(string Worker, StyleWork Work, bool IsInQueue), bool> _told = new();
    private readonly SemaphoreSlim _giving = new(1, 1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private long _lastLook = long.MinValue;
    private volatile ImmutableHashSet<StyleWork> _signed = [];

    /// <summary>
    /// An activity of the style begins; it ends when what is returned is disposed of. The first one gives a sign of life before anything is
    /// paid, so that no attempt belongs to a worker that was never seen with its style.
    /// </summary>
    public async Task<IDisposable> BeginAsync(string runId, ImageStyle style, CancellationToken cancellationToken)
    {
        var work = new StyleWork(runId, style);
        var activities = _work.GetOrAdd(work, _ => new Activities(time));
        var activity = activities.Begin();

        // It may have been removed as idle a moment ago.
        _work.TryAdd(work, activities);
        try
        {
            if (!_signed.Contains(work))
            {
                await TryGiveAsync(cancellationToken);
            }

            return activity;
        }
        catch
        {
            activity.Dispose();
            throw;
        }
    }

    /// <summary>Gives a sign of life if there is work, and removes it if there is none.</summary>
    public async Task GiveAsync(CancellationToken cancellationToken)
    {
        await _giving.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            foreach (var (work, activities) in _work)
            {
                // Between two activities of a style there is none for a moment.
                if (activities.IsOver(now - (3 * options.Every)))
                {
                    _work.TryRemove(new(work, activities));
                }
            }

            ImmutableHashSet<StyleWork> present = [.. _work.Keys];
            if (!present.IsEmpty)
            {
                await signs.WriteAsync(new WorkerSign(_worker, now, [.. present]), cancellationToken);
            }
            else if (!_signed.IsEmpty)
            {
                await signs.RemoveAsync(_worker, cancellationToken);
            }

            _signed = present;
        }
        finally
        {
            _giving.Release();
        }
    }

    /// <summary>Looks for lost workers, unless that was done a moment ago.</summary>
    /// <param name="client">Wakes workflows, so that they show what they wait for; null: that is for another time.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task LookAsync(DurableTaskClient? client, CancellationToken cancellationToken)
    {
        if (options.VisibleAfter is not { } visibleAfter || !await _turn.WaitAsync(0, cancellationToken))
        {
            return;
        }

        try
        {
            if (Volatile.Read(ref _lastLook) is var last && last != long.MinValue && time.GetElapsedTime(last) < options.Every / 2)
            {
                return;
            }

            Volatile.Write(ref _lastLook, time.GetTimestamp());
            var now = time.GetUtcNow();
            foreach (var sign in (await signs.ListAsync(cancellationToken)).Where(
                s => s.Worker != _worker && now - s.At >= options.LostAfter))
            {
                if (now - sign.At > Forget)
                {
                    await signs.RemoveAsync(sign.Worker, cancellationToken);
                    continue;
                }

                foreach (var work in sign.Work)
                {
                    await NoteAsync(sign, work, visibleAfter, now, client, cancellationToken);
                }
            }
        }
        catch (UserException e)
        {
            LogTrouble(e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TickAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _work.Clear();
            await TryGiveAsync(CancellationToken.None);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        await TryGiveAsync(cancellationToken);
        if (!_signed.IsEmpty || time.GetUtcNow() - _startedAt < LookAfterStart)
        {
            await LookAsync(clients.Client, cancellationToken);
        }
    }

    private async Task TryGiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await GiveAsync(cancellationToken);
        }
        catch (UserException e)
        {
            LogTrouble(e.Message);
        }
    }

    private async Task NoteAsync(
        WorkerSign sign, StyleWork work, TimeSpan visibleAfter, DateTimeOffset now, DurableTaskClient? client,
        CancellationToken cancellationToken)
    {
        var told = (sign.Worker, work, now < sign.At + visibleAfter);
        if (await runLogs.FindAsync(work.RunId, cancellationToken) is not { } runLog)
        {
            return;
        }

        var wasTold = _told.ContainsKey(told);
        var asked = runLog.Document.Storyboard.Options;
        var limit = models.LongestAttemptOf(asked.Model, asked.ImageSize);
        var waits = await runLog.DecideAsync(
            state => LostWork.NoteOf(
                state, work.Style, sign.At + options.Every, sign.At + options.LostAfter, visibleAfter, limit, now) is { } note
                ? new Decision<bool>(true, [note])
                : new Decision<bool>(!wasTold && state.Find(work.Style)?.Waiting is { Reason: { } reason } && LostWork.IsNote(reason)),
            cancellationToken);
        if (!waits || client is null)
        {
            // What there is to say may change: the next look decides again.
            return;
        }

        _told[told] = true;
        LogLost(sign.Worker, work.RunId, work.Style.Name());
        await WakeAsync(client, work, cancellationToken);
    }

    /// <summary>The style's workflow looks at the log and shows what it finds in its custom status.</summary>
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

    [LoggerMessage(4111, LogLevel.Warning, "Signs of life of the workers cannot be read or written: {Reason}")]
    private partial void LogTrouble(string reason);

    /// <summary>How many activities of a style there are, and when the last one ended.</summary>
    private sealed class Activities(TimeProvider time)
    {
        private readonly Lock _guard = new();
        private int _count;
        private DateTimeOffset _ended = time.GetUtcNow();

        private DateTimeOffset Now => time.GetUtcNow();

        public IDisposable Begin()
        {
            lock (_guard)
            {
                _count++;
            }

            return new End(this);
        }

        public bool IsOver(DateTimeOffset since)
        {
            lock (_guard)
            {
                return _count == 0 && _ended < since;
            }
        }

        private sealed class End(Activities activities) : IDisposable
        {
            public void Dispose()
            {
                lock (activities._guard)
                {
                    activities._count--;
                    activities._ended = activities.Now;
                }
            }
        }
    }
}
