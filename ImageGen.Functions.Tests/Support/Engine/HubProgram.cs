using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Functions.Entities;
using ImageGen.Functions.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace ImageGen.Functions.Tests.Support.Engine;

/// <summary>What a worker runs, by the names that the hub knows.</summary>
/// <param name="Orchestrators">One for each execution.</param>
/// <param name="Activities">Shared by all calls.</param>
/// <param name="Entity">The only kind of entity there is: the key pool.</param>
internal sealed record HubProgram(
    IReadOnlyDictionary<string, Func<ITaskOrchestrator>> Orchestrators, IReadOnlyDictionary<string, ITaskActivity> Activities,
    Func<ITaskEntity> Entity)
{
    // As the app's own: a host of real messages is late.
    private static readonly KeyPoolOptions Limits = new() { Grace = TimeSpan.FromSeconds(15), Lookahead = TimeSpan.FromSeconds(2) };

    /// <summary>Workflows in the cloud's context, activities as they are.</summary>
    public static HubProgram Of(IEnumerable<WorkflowBody> workflows, IEnumerable<ActivityBody> activities) => new(
        workflows.ToDictionary(
            w => Functions.Orchestrations.Orchestrators.NameOf(w.Name), w => (Func<ITaskOrchestrator>)(() => new Orchestrator(w))),
        activities.ToDictionary(a => a.Name, a => (ITaskActivity)new Activity(a)),
        () => new KeyPoolEntity(Limits, TimeProvider.System));

    private sealed class Orchestrator(WorkflowBody workflow) : ITaskOrchestrator
    {
        public Type InputType => workflow.Input;

        public Type OutputType => workflow.Result;

        public async Task<object?> RunAsync(TaskOrchestrationContext context, object? input) =>
            await new DurableWorkflowContext(context).RunAsync(world => workflow.RunAsync(world, input!));
    }

    private sealed class Activity(ActivityBody activity) : ITaskActivity
    {
        public Type InputType => activity.Input;

        public Type OutputType => activity.Result;

        public async Task<object?> RunAsync(TaskActivityContext context, object? input) =>
            await activity.RunAsync(input!, CancellationToken.None);
    }
}
