using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Root;
using ImageGen.Core.Workflows.Status;
using ImageGen.Core.Workflows.Styles;
using ImageGen.Functions.Adapters.Configuration;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImageGen.Functions.Orchestrations;

/// <summary>The workflows as orchestrator functions.</summary>
internal static class Orchestrators
{
    /// <summary>
    /// Shorter executions, fewer exchanges and fewer delays than the embedded engine's: here each entry of a history is a row of a table,
    /// and all of them are read and run again whenever a workflow comes back into memory. What that takes, and what an end before its time
    /// takes, is measured in docs/deployment.md. The slack is below the lookahead of the key pools (<see cref="CloudSettingsReader"/>).
    /// </summary>
    public static StyleLimits Limits { get; } = StyleLimits.Default with
    {
        LongestExecution = 200,
        Following = 3,
        MayRunTwice = true,
        Slack = TimeSpan.FromSeconds(3),
    };

    /// <summary>The root of a run.</summary>
    [Function(nameof(StoryboardOrchestrator))]
    public static Task<RunProgress> StoryboardOrchestrator(
        [OrchestrationTrigger] TaskOrchestrationContext context, StoryboardInput input) =>
        new DurableWorkflowContext(context).RunAsync(workflow => StoryboardWorkflow.RunAsync(workflow, input));

    /// <summary>One style of a run.</summary>
    [Function(nameof(StyleOrchestrator))]
    public static Task<StyleResult> StyleOrchestrator([OrchestrationTrigger] TaskOrchestrationContext context, StyleInput input) =>
        new DurableWorkflowContext(context).RunAsync(workflow => StyleWorkflow.RunAsync(workflow, input, Limits));

    /// <summary>The name of the function that runs a workflow.</summary>
    public static string NameOf(string workflow) => workflow switch
    {
        StoryboardWorkflow.Name => nameof(StoryboardOrchestrator),
        StyleWorkflow.Name => nameof(StyleOrchestrator),
        _ => workflow,
    };
}
