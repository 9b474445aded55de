using DurableTask.Core.Exceptions;
using ImageGen.Core.Runs;
using ImageGen.Core.Workflows.Contract;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Orchestrations;

/// <summary>Starts, wakes and deletes root orchestrations.</summary>
internal sealed class DurableWorkflowClient(DurableTaskClient client, RootWatch roots) : IWorkflowClient
{
    public async Task WakeAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            await client.StartRootAsync(runId, cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            await client.RaiseEventAsync(runId, WorkflowNames.Control, true, cancellationToken);
            await roots.ResumeRootAsync(client, runId, cancellationToken);
        }

        roots.Forget(runId);
    }

    /// <remarks>Durable's purge of a root leaves the workflows below it.</remarks>
    public async Task<bool> DeleteAsync(string runId, CancellationToken cancellationToken)
    {
        var ended = new List<string>();
        await foreach (var instance in client.GetAllInstancesAsync(
            new OrchestrationQuery { InstanceIdPrefix = runId }).WithCancellation(cancellationToken))
        {
            if (instance.InstanceId != runId && !instance.InstanceId.StartsWith($"{runId}:", StringComparison.Ordinal))
            {
                continue;
            }

            if (!instance.IsCompleted)
            {
                return false;
            }

            ended.Add(instance.InstanceId);
        }

        foreach (var instance in ended)
        {
            await client.PurgeInstanceAsync(instance, cancellation: cancellationToken);
        }

        roots.Forget(runId);
        return true;
    }

    // Calls run in many processes. Each asks before it pays; what it has paid for is kept.
    public Task DropInFlightAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;
}
