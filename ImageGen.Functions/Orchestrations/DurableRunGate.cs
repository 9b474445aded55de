using ImageGen.Core.Runs;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Orchestrations;

/// <summary>Asks for the root's durable status before a paid call.</summary>
/// <remarks>
/// Thread-safe. The durable client only comes with a function's call, while the gate is asked in the middle of one: so each function in
/// which it may be asked leaves its client here. One app has one task hub, and all its clients are alike.
/// </remarks>
internal sealed class DurableRunGate(RootWatch roots) : IRunGate
{
    private volatile DurableTaskClient? _client;

    /// <summary>The client that was left last; null: none was.</summary>
    public DurableTaskClient? Client => _client;

    public DurableRunGate Use(DurableTaskClient client)
    {
        _client = client;
        return this;
    }

    public Task<RunGateState> CheckAsync(string runId, CancellationToken cancellationToken) =>
        roots.CheckAsync(
            _client ?? throw new InvalidOperationException("No function has left its durable client yet."), runId, cancellationToken);
}
