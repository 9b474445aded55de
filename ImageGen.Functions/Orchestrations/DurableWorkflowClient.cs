using DurableTask.Core.Exceptions;
using ImageGen.Core.Runs;
using ImageGen.Core.Workflows.Contract;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Orchestrations;

/// <summary>Starts, wakes and deletes root orchestrations.</summary>
internal sealed class DurableWorkflowClient(DurableTaskClient client, RootWatch roots) : IWorkflowClient
{
    /// <summary>A root that is ending takes less; if not, the run continues when it is next viewed.</summary>
    private static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(10);

    public Task WakeAsync(string runId, CancellationToken cancellationToken) => StartOrSignalAsync(runId, cancellationToken);

    /// <remarks>Durable discards a signal for a root that is ending, and the run would be left without one.</remarks>
    public async Task WakeReopenedAsync(string runId, CancellationToken cancellationToken)
    {
        if (await StartOrSignalAsync(runId, cancellationToken))
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestEnding);
        try
        {
            await client.WaitForInstanceCompletionAsync(runId, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has received the signal, and continues the run.
            return;
        }

        await roots.CheckAsync(client, runId, cancellationToken);
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

    /// <summary>True: the root was started; false: it is at work, and was signalled.</summary>
    private async Task<bool> StartOrSignalAsync(string runId, CancellationToken cancellationToken)
    {
        try
        {
            await client.StartRootAsync(runId, cancellationToken);
            return true;
        }
        catch (OrchestrationAlreadyExistsException)
        {
            await client.RaiseEventAsync(runId, WorkflowNames.Control, true, cancellationToken);
            await roots.ResumeRootAsync(client, runId, cancellationToken);
            return false;
        }
        finally
        {
            roots.Forget(runId);
        }
    }
}
