using ImageGen.Core.Runs;
using ImageGen.Functions.Orchestrations;
using ImageGen.Functions.Workers;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Http;

/// <summary>The run service with the durable client of one call.</summary>
internal sealed class RunServices(
    IRunStore store, RunLogs runLogs, RootWatch roots, ActiveRunLimit limit, WorkerSigns signs, TimeProvider time, IStartKeys keys)
{
    public RunService With(DurableTaskClient client) => new(store, runLogs, new DurableWorkflowClient(client, roots), time, limit, keys);

    /// <summary>
    /// Logs what happened to a run through its durable URLs, or because a worker was lost, so that the next read shows it.
    /// </summary>
    public async Task RefreshAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        await roots.CheckAsync(client, runId, cancellationToken);
        await signs.CheckOthersAsync(client, cancellationToken);
    }
}
