using System.Runtime.CompilerServices;
using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Base;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>Reads runs for the API: the view with its time left, and Durable Functions' shape.</summary>
/// <param name="runLogs">The runs' logs.</param>
/// <param name="estimator">For the time left and the warnings.</param>
/// <param name="time">The clock.</param>
/// <param name="held">Runs that this host could not begin to work on; null: not known.</param>
/// <remarks>Thread-safe. However many clients read a large run at once, its beats are gone through once per position in its log.</remarks>
public sealed class RunReader(RunLogs runLogs, Estimator estimator, TimeProvider time, HeldRuns? held = null)
{
    private static readonly TimeSpan WarningsHold = TimeSpan.FromMinutes(1);

    private readonly ConditionalWeakTable<RunLog, WeakReference<RunView>> _lastViews = [];
    private readonly ConditionalWeakTable<RunLog, KnownWarnings> _warnings = [];

    /// <summary>What a run was asked to generate; null when there is no run of that id.</summary>
    public async Task<Storyboard?> StoryboardAsync(string runId, CancellationToken cancellationToken) =>
        (await FindAsync(runId, cancellationToken))?.Document.Storyboard;

    /// <summary>The view of a run; null when there is no run of that id.</summary>
    public async Task<RunView?> ViewAsync(string runId, bool withBeats, CancellationToken cancellationToken)
    {
        if (await FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return null;
        }

        var bounds = await BoundsAsync(runLog.Document.Storyboard, cancellationToken);
        var warnings = await WarningsAsync(runLog, cancellationToken);
        var view = await runLog.ReadAsync(
            state => View(runLog, state, withBeats, (style, left) => bounds.GetValueOrDefault(style)?.For(left)), cancellationToken);
        view = warnings.IsEmpty && view.Warnings is not { Length: > 0 } ? view : view with { Warnings = warnings };
        if (withBeats)
        {
            // The view that the caller holds: as long as it lives, the next one shares its beats.
            _lastViews.AddOrUpdate(runLog, new WeakReference<RunView>(view));
        }

        return held?.ReasonOf(view.Id) is { } reason && view.EndedAt is null
            ? view with
            {
                Status = RunStatus.Paused,
                PausedBy = PausedBy.Storage,
                Reason = $"It is held and tried again by itself. {reason}",
                SecondsLeft = null,
            }
            : view;
    }

    /// <summary>The status of a run as Durable Functions would give it; null when there is no run of that id.</summary>
    public async Task<DurableStatus?> DurableAsync(string runId, bool showInput, CancellationToken cancellationToken) =>
        await FindAsync(runId, cancellationToken) is { } runLog
            ? await runLog.ReadAsync(state => DurableStatus.Of(state, time.GetUtcNow(), showInput), cancellationToken)
            : null;

    /// <summary>
    /// Read again now and then, because style references come and go, and not with every view, because they lie in a store.
    /// </summary>
    private async Task<ImmutableArray<string>> WarningsAsync(RunLog runLog, CancellationToken cancellationToken)
    {
        if (_warnings.TryGetValue(runLog, out var known) && time.GetUtcNow() - known.ReadAt < WarningsHold)
        {
            return known.Sentences;
        }

        var sentences = await estimator.Warnings.OfAsync(runLog, cancellationToken);
        _warnings.AddOrUpdate(runLog, new KnownWarnings(time.GetUtcNow(), sentences));
        return sentences;
    }

    /// <summary>Called by one thread per run log at a time.</summary>
    private RunView View(RunLog runLog, RunState state, bool withBeats, Func<ImageStyle, int, TimeSpan?> bound)
    {
        if (!withBeats)
        {
            return RunViews.Of(state, withBeats: false, time.GetUtcNow(), bound);
        }

        return _lastViews.TryGetValue(runLog, out var last) && last.TryGetTarget(out var view) && view.LastEventId == state.Position.Value
            ? view with { SecondsLeft = TimeLeft.Of(state, time.GetUtcNow(), bound)?.TotalSeconds }
            : RunViews.Of(state, withBeats: true, time.GetUtcNow(), bound);
    }

    private async Task<IReadOnlyDictionary<ImageStyle, QuotaBound>> BoundsAsync(Storyboard storyboard, CancellationToken cancellationToken)
    {
        try
        {
            return await estimator.BoundsAsync(storyboard.Styles.Select(s => s.Style), cancellationToken);
        }
        catch (UserException)
        {
            // Keys that cannot be read now are reported by the run; here they only mean that the time left is not known.
            return ImmutableDictionary<ImageStyle, QuotaBound>.Empty;
        }
    }

    private async Task<RunLog?> FindAsync(string runId, CancellationToken cancellationToken) =>
        RunIds.TryParse(runId, out _, out _) ? await runLogs.FindAsync(runId, cancellationToken) : null;

    private sealed record KnownWarnings(DateTimeOffset ReadAt, ImmutableArray<string> Sentences);
}
