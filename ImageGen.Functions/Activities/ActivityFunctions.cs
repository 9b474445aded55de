using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Functions.Orchestrations;
using ImageGen.Functions.Workers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImageGen.Functions.Activities;

/// <summary>
/// The activities as functions: <see cref="RunActivities"/> has their bodies. Those that ask the run's gate bring the durable client.
/// </summary>
internal sealed class ActivityFunctions(
    RunActivities activities, DurableRunGate gate, RootWatch roots, ActiveRunLimit active, WorkerSigns signs)
{
    [Function(WorkflowNames.PlanRun)]
    public async Task<RootPlan> PlanRunAsync(
        [ActivityTrigger] RootRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        // A root that was resumed by its durable URL comes by here first.
        await gate.Use(client).CheckAsync(request.RunId, cancellationToken);
        await roots.LogStartAsync(request.RunId, cancellationToken);
        var plan = await activities.PlanRunAsync(request, cancellationToken);

        // A run that was over and of which more was asked is counted again, whatever the limit is.
        await (plan.Ended is null
            ? active.Runs.TryAddAsync(request.RunId, int.MaxValue, cancellationToken)
            : active.Runs.RemoveAsync(request.RunId, cancellationToken));
        return plan;
    }

    [Function(WorkflowNames.ListKeys)]
    public Task<KeyList> ListKeysAsync([ActivityTrigger] StyleRef style, CancellationToken cancellationToken) =>
        activities.ListKeysAsync(style, cancellationToken);

    [Function(WorkflowNames.PlanWindow)]
    public async Task<ChunkPlan> PlanChunkAsync(
        [ActivityTrigger] PlanRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        using var work = await signs.StartActivityAsync(request.RunId, request.Style, cancellationToken);
        gate.Use(client);
        return await activities.PlanChunkAsync(request, cancellationToken);
    }

    [Function(WorkflowNames.ReadControl)]
    public Task<StyleControl> ReadControlAsync(
        [ActivityTrigger] ControlRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        gate.Use(client);
        return activities.ReadControlAsync(request, cancellationToken);
    }

    [Function(WorkflowNames.GenerateBeat)]
    public async Task<BeatOutcome> GenerateBeatAsync(
        [ActivityTrigger] GenerateBeatRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        using var work = await signs.StartActivityAsync(request.RunId, request.Style, cancellationToken);
        gate.Use(client);
        return await activities.GenerateBeatAsync(request, cancellationToken);
    }

    [Function(WorkflowNames.RecordWait)]
    public Task<bool> RecordWaitAsync([ActivityTrigger] WaitNote note, CancellationToken cancellationToken) =>
        activities.RecordWaitAsync(note, cancellationToken);

    [Function(WorkflowNames.FailBeats)]
    public Task<bool> FailBeatsAsync([ActivityTrigger] FailRequest request, CancellationToken cancellationToken) =>
        activities.FailBeatsAsync(request, cancellationToken);

    [Function(WorkflowNames.RecordTrouble)]
    public Task<bool> RecordTroubleAsync([ActivityTrigger] TroubleNote note, CancellationToken cancellationToken) =>
        activities.RecordTroubleAsync(note, cancellationToken);

    [Function(WorkflowNames.RecordLimits)]
    public Task<bool> RecordLimitsAsync([ActivityTrigger] LimitsNote note, CancellationToken cancellationToken) =>
        activities.RecordLimitsAsync(note, cancellationToken);

    [Function(WorkflowNames.StopRun)]
    public Task<bool> StopRunAsync([ActivityTrigger] FailRequest request, CancellationToken cancellationToken) =>
        activities.StopRunAsync(request, cancellationToken);

    [Function(WorkflowNames.EndStyle)]
    public Task<StyleResult> EndStyleAsync(
        [ActivityTrigger] StyleRef style, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        gate.Use(client);
        return activities.EndStyleAsync(style, cancellationToken);
    }
}
