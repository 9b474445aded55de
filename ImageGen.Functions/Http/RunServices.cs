using ImageGen.Core.Runs;
using ImageGen.Functions.Orchestrations;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Http;

/// <summary>What may be asked of runs, with the durable client of one call.</summary>
internal sealed class RunServices(IRunStore store, RunLogs runLogs, RootWatch roots, ActiveRunLimit limit, TimeProvider time, IStartKeys keys)
{
    public RunService With(DurableTaskClient client) => new(store, runLogs, new DurableWorkflowClient(client, roots), time, limit, keys);

    /// <summary>Takes in what became of a run by its durable URLs, so that what is read or asked next holds.</summary>
    public Task SeeAsync(DurableTaskClient client, string runId, CancellationToken cancellationToken) =>
        roots.CheckAsync(client, runId, cancellationToken);
}
