using ImageGen.Core.Runs;
using ImageGen.Functions.Orchestrations;
using ImageGen.Functions.Workers;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Http;

/// <summary>What may be asked of runs, with the durable client of one call.</summary>
internal sealed class RunServices(
    IRunStore store, RunLogs runLogs, RootWatch roots, ActiveRunLimit limit, WorkerSigns signs, TimeProvider time, IStartKeys keys)
{
    public RunService With(DurableTaskClient client) => new(store, runLogs, new DurableWorkflowClient(client, roots), time, limit, keys);

    /// <summary>
    /// Takes in what became of a run by its durable URLs, or because a worker was lost, so that what is read or asked next holds.
    /// </summary>
    public async Task SeeAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken)
    {
        await roots.CheckAsync(client, runId, cancellationToken);
        await signs.LookAsync(client, cancellationToken);
    }
}
