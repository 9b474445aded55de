using ImageGen.Core.Generation;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Activities;

/// <summary>The activities by name, for engines that call them so.</summary>
public static class ActivityTable
{
    /// <summary>The bodies of <paramref name="activities"/> under the names of <see cref="WorkflowNames"/>.</summary>
    public static ImmutableArray<ActivityBody> Of(RunActivities activities)
    {
        ArgumentNullException.ThrowIfNull(activities);
        return
        [
            Body<RootRequest, RootPlan>(WorkflowNames.PlanRun, activities.PlanRunAsync),
            Body<StyleRef, KeyList>(WorkflowNames.ListKeys, activities.ListKeysAsync),
            Body<PlanRequest, ChunkPlan>(WorkflowNames.PlanWindow, activities.PlanChunkAsync),
            Body<ControlRequest, StyleControl>(WorkflowNames.ReadControl, activities.ReadControlAsync),
            Body<GenerateBeatRequest, BeatOutcome>(WorkflowNames.GenerateBeat, activities.GenerateBeatAsync, isPaid: true),
            Body<WaitNote, bool>(WorkflowNames.RecordWait, activities.RecordWaitAsync),
            Body<FailRequest, bool>(WorkflowNames.FailBeats, activities.FailBeatsAsync),
            Body<TroubleNote, bool>(WorkflowNames.RecordTrouble, activities.RecordTroubleAsync),
            Body<LimitsNote, bool>(WorkflowNames.RecordLimits, activities.RecordLimitsAsync),
            Body<FailRequest, bool>(WorkflowNames.StopRun, activities.StopRunAsync),
            Body<StyleRef, StyleResult>(WorkflowNames.EndStyle, activities.EndStyleAsync),
        ];
    }

    private static ActivityBody Body<TInput, TResult>(
        string name, Func<TInput, CancellationToken, Task<TResult>> body, bool isPaid = false)
        where TInput : notnull
        where TResult : notnull =>
        new(
            name,
            typeof(TInput),
            typeof(TResult),
            async (input, cancellationToken) => await body((TInput)input, cancellationToken),
            isPaid);
}

/// <summary>One activity.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Input">The type of its input.</param>
/// <param name="Result">The type of its result.</param>
/// <param name="RunAsync">Its body.</param>
/// <param name="IsPaid">
/// True when it may make a paid call: an engine that is being stopped begins no more of these but waits for those under way, and these are
/// what it abandons when a run's calls are to be dropped.
/// </param>
public sealed record ActivityBody(
    string Name, Type Input, Type Result, Func<object, CancellationToken, Task<object>> RunAsync, bool IsPaid = false);
