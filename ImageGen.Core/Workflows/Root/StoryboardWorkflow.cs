using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Workflows.Root;

/// <summary>
/// The root of a run: starts a child workflow for each style, passes signals on to them, sums up their progress. It ends when the run does.
/// </summary>
public static class StoryboardWorkflow
{
    /// <summary>Its name to an engine.</summary>
    public const string Name = nameof(StoryboardWorkflow);

    /// <summary>Runs it.</summary>
    public static async Task<RunProgress> RunAsync(IWorkflowContext context, StoryboardInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        using var run = new StoryboardExecution(context, input);
        return await run.RunAsync();
    }
}
