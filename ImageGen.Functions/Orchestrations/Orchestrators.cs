using ImageGen.Core.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImageGen.Functions.Orchestrations;

/// <summary>The workflows as orchestrator functions.</summary>
internal static class Orchestrators
{
    /// <summary>The root of a run.</summary>
    [Function(nameof(StoryboardOrchestrator))]
    public static Task<RunProgress> StoryboardOrchestrator([OrchestrationTrigger] TaskOrchestrationContext context, StoryboardInput input) =>
        new DurableWorkflowContext(context).RunAsync(world => StoryboardWorkflow.RunAsync(world, input));

    /// <summary>One style of a run.</summary>
    [Function(nameof(StyleOrchestrator))]
    public static Task<StyleResult> StyleOrchestrator([OrchestrationTrigger] TaskOrchestrationContext context, StyleInput input) =>
        new DurableWorkflowContext(context).RunAsync(world => StyleWorkflow.RunAsync(world, input));

    /// <summary>Under which name a workflow is a function here.</summary>
    public static string NameOf(string workflow) => workflow switch
    {
        StoryboardWorkflow.Name => nameof(StoryboardOrchestrator),
        StyleWorkflow.Name => nameof(StyleOrchestrator),
        _ => workflow,
    };
}
