using ImageGen.Core.Runs;

namespace ImageGen.Core.Api;

/// <summary>Reads runs for the API: the view with its time left, and Durable Functions' shape.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class RunReader(RunLedgers ledgers, Estimator estimator, TimeProvider time)
{
    /// <summary>The view of a run; null when there is no run of that id.</summary>
    public async Task<RunView?> ViewAsync(string runId, bool withBeats, CancellationToken cancellationToken)
    {
        if (await FindAsync(runId, cancellationToken) is not { } ledger)
        {
            return null;
        }

        var bounds = await estimator.BoundsAsync(ledger.Document.Storyboard.Styles.Select(s => s.Style), cancellationToken);
        return await ledger.ReadAsync(
            state => RunViews.Of(state, withBeats, time.GetUtcNow(), (style, left) => bounds[style].For(left)), cancellationToken);
    }

    /// <summary>The status of a run as Durable Functions would give it; null when there is no run of that id.</summary>
    public async Task<DurableStatus?> DurableAsync(string runId, bool showInput, CancellationToken cancellationToken) =>
        await FindAsync(runId, cancellationToken) is { } ledger
            ? await ledger.ReadAsync(state => DurableStatus.Of(state, time.GetUtcNow(), showInput), cancellationToken)
            : null;

    private async Task<RunLedger?> FindAsync(string runId, CancellationToken cancellationToken) =>
        RunIds.TryParse(runId, out _, out _) ? await ledgers.FindAsync(runId, cancellationToken) : null;
}
