using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Root;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>
/// Generates one style of a run: a child of <see cref="StoryboardWorkflow"/>. It ends when the style has nothing left to do, or the run is
/// over.
/// </summary>
public static class StyleWorkflow
{
    /// <summary>Its name to an engine.</summary>
    public const string Name = nameof(StyleWorkflow);

    /// <summary>Runs it with <see cref="StyleLimits.Default"/>.</summary>
    public static Task<StyleResult> RunAsync(IWorkflowContext context, StyleInput input) => RunAsync(context, input, StyleLimits.Default);

    /// <summary>Runs it.</summary>
    public static async Task<StyleResult> RunAsync(IWorkflowContext context, StyleInput input, StyleLimits limits)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(limits);
        using var run = new StyleExecution(context, input, limits);
        return await run.RunAsync();
    }
}
