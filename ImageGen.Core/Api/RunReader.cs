using System.Runtime.CompilerServices;
using ImageGen.Core.Ports;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api;

/// <summary>Reads runs for the API: the view with its time left, and Durable Functions' shape.</summary>
/// <remarks>Thread-safe. However many clients read a large run at once, its beats are gone through once per position in its log.</remarks>
public sealed class RunReader(RunLedgers ledgers, Estimator estimator, TimeProvider time)
{
    private static readonly TimeSpan WarningsHold = TimeSpan.FromMinutes(1);

    private readonly ConditionalWeakTable<RunLedger, WeakReference<RunView>> _lastViews = [];
    private readonly ConditionalWeakTable<RunLedger, KnownWarnings> _warnings = [];

    /// <summary>The view of a run; null when there is no run of that id.</summary>
    public async Task<RunView?> ViewAsync(string runId, bool withBeats, CancellationToken cancellationToken)
    {
        if (await FindAsync(runId, cancellationToken) is not { } ledger)
        {
            return null;
        }

        var bounds = await BoundsAsync(ledger.Document.Storyboard, cancellationToken);
        var warnings = await WarningsAsync(ledger, cancellationToken);
        var view = await ledger.ReadAsync(
            state => View(ledger, state, withBeats, (style, left) => bounds.GetValueOrDefault(style)?.For(left)), cancellationToken);
        return warnings.IsEmpty ? view : view with { Warnings = warnings };
    }

    /// <summary>The status of a run as Durable Functions would give it; null when there is no run of that id.</summary>
    public async Task<DurableStatus?> DurableAsync(string runId, bool showInput, CancellationToken cancellationToken) =>
        await FindAsync(runId, cancellationToken) is { } ledger
            ? await ledger.ReadAsync(state => DurableStatus.Of(state, time.GetUtcNow(), showInput), cancellationToken)
            : null;

    /// <summary>
    /// Read again now and then, because style references come and go, and not with every view, because they lie in a store.
    /// </summary>
    private async Task<ImmutableArray<string>> WarningsAsync(RunLedger ledger, CancellationToken cancellationToken)
    {
        if (_warnings.TryGetValue(ledger, out var known) && time.GetUtcNow() - known.ReadAt < WarningsHold)
        {
            return known.Sentences;
        }

        var sentences = await estimator.Warnings.OfAsync(ledger, cancellationToken);
        _warnings.AddOrUpdate(ledger, new KnownWarnings(time.GetUtcNow(), sentences));
        return sentences;
    }

    /// <summary>Called by one thread per ledger at a time.</summary>
    private RunView View(RunLedger ledger, RunState state, bool withBeats, Func<ImageStyle, int, TimeSpan?> bound)
    {
        if (!withBeats)
        {
            return RunViews.Of(state, withBeats: false, time.GetUtcNow(), bound);
        }

        var last = _lastViews.GetValue(ledger, _ => new WeakReference<RunView>(null!));
        if (last.TryGetTarget(out var view) && view.LastEventId == state.Position.Value)
        {
            return view with { SecondsLeft = TimeLeft.Of(state, time.GetUtcNow(), bound)?.TotalSeconds };
        }

        view = RunViews.Of(state, withBeats: true, time.GetUtcNow(), bound);
        last.SetTarget(view);
        return view;
    }

    private async Task<IReadOnlyDictionary<ImageStyle, QuotaBound>> BoundsAsync(Storyboard storyboard, CancellationToken cancellationToken)
    {
        try
        {
            return await estimator.BoundsAsync(storyboard.Styles.Select(s => s.Style), cancellationToken);
        }
        catch (UserException)
        {
            // Keys that cannot be read now are the run's trouble, and it says so; here they only mean that nobody can tell the time left.
            return ImmutableDictionary<ImageStyle, QuotaBound>.Empty;
        }
    }

    private async Task<RunLedger?> FindAsync(string runId, CancellationToken cancellationToken) =>
        RunIds.TryParse(runId, out _, out _) ? await ledgers.FindAsync(runId, cancellationToken) : null;

    private sealed record KnownWarnings(DateTimeOffset ReadAt, ImmutableArray<string> Sentences);
}
