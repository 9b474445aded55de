using ImageGen.Core.Workflows.Contract;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Orchestrations;

/// <summary>Starts the root orchestration of a run; its instance id is the run's id.</summary>
internal static class RootStart
{
    /// <exception cref="DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException">One is there and is not over.</exception>
    public static Task StartRootAsync(this DurableTaskClient client, string runId, CancellationToken cancellationToken) =>
        client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Orchestrators.StoryboardOrchestrator),
            new StoryboardInput(runId, WorkflowRevisions.Current),
            new StartOrchestrationOptions(runId).WithDedupeStatuses(
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended),
            cancellationToken);
}
