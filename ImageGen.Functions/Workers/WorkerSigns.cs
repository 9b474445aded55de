using System.Collections.Concurrent;
using ImageGen.Core.Base;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Orchestrations;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Workers;

/// <summary>Writes signs of life while this worker has activities, and has <see cref="LostWorkers"/> find those that write none.</summary>
/// <remarks>Thread-safe. The runs report a storage that does not answer; here it only means that lost workers are not logged.</remarks>
internal sealed partial class WorkerSigns(
    BlobWorkerSigns signs, RunLogs runLogs, DurableRunGate clients, ModelCatalogue models, SignOptions options, TimeProvider time,
    ILogger<WorkerSigns> logger)
    : BackgroundService
{
    // A worker that is new may have taken the place of one that was killed.
    private static readonly TimeSpan ChecksAfterStart = TimeSpan.FromMinutes(3);

    private readonly string _worker = Guid.NewGuid().ToString("N");
    private readonly LostWorkers _lost = new(signs, runLogs, models, options, time, logger);
    private readonly ConcurrentDictionary<StyleWork, StyleActivities> _work = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private volatile ImmutableHashSet<StyleWork> _signed = [];

    /// <summary>
    /// Begins an activity of the style, which ends when the result is disposed of. The first one writes a sign of life before anything is
    /// paid, so that no attempt belongs to a worker that was never known to work on its style.
    /// </summary>
    public async Task<IDisposable> StartActivityAsync(string runId, ImageStyle style, CancellationToken cancellationToken)
    {
        var work = new StyleWork(runId, style);
        var activities = _work.GetOrAdd(work, _ => new StyleActivities(time));
        var activity = activities.StartActivity();

        // It may have been removed as idle a moment ago.
        _work.TryAdd(work, activities);
        try
        {
            if (!_signed.Contains(work))
            {
                await TryWriteSignAsync(cancellationToken);
            }

            return activity;
        }
        catch
        {
            activity.Dispose();
            throw;
        }
    }

    /// <summary>Writes a sign of life if there is work, and removes it if there is none.</summary>
    /// <remarks>Between two activities of a style there is none for a moment, which counts as work.</remarks>
    public Task WriteSignAsync(CancellationToken cancellationToken) =>
        WriteSignAsync(time.GetUtcNow() - (3 * options.Every), cancellationToken);

    private async Task WriteSignAsync(DateTimeOffset idleSince, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            foreach (var (work, activities) in _work)
            {
                if (activities.IsOver(idleSince))
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
            _writing.Release();
        }
    }

    /// <summary>Logs what the work of lost workers waits for, unless that was checked a moment ago.</summary>
    /// <param name="client">Wakes workflows, so that they report what they wait for; null: they are woken by a later check.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public Task CheckOthersAsync(DurableTaskClient? client, CancellationToken cancellationToken) =>
        TryAsync(() => _lost.CheckAsync(_worker, client, cancellationToken));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryWriteSignAsync(stoppingToken);
                if (!_signed.IsEmpty || time.GetUtcNow() - _startedAt < ChecksAfterStart)
                {
                    await CheckOthersAsync(clients.Client, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Running activities may be cut off: other workers have to find them.
            await TryAsync(() => WriteSignAsync(DateTimeOffset.MaxValue, CancellationToken.None));
        }
    }

    private Task TryWriteSignAsync(CancellationToken cancellationToken) => TryAsync(() => WriteSignAsync(cancellationToken));

    private async Task TryAsync(Func<Task> doAsync)
    {
        try
        {
            await doAsync();
        }
        catch (UserException e)
        {
            LogTrouble(e.Message);
        }
    }

    [LoggerMessage(4111, LogLevel.Warning, "Signs of life of the workers cannot be read or written: {Reason}")]
    private partial void LogTrouble(string reason);
}
