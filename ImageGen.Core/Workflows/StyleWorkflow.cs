namespace ImageGen.Core.Workflows;

/// <summary>Draws one style of a run: a child of <see cref="StoryboardWorkflow"/>. It ends when the style has nothing left to do, or the run is over.</summary>
public static class StyleWorkflow
{
    /// <summary>Its name to an engine.</summary>
    public const string Name = nameof(StyleWorkflow);

    /// <summary>Runs it.</summary>
    public static async Task<StyleResult> RunAsync(IWorkflowContext context, StyleInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        using var run = new StyleRun(context, input);
        return await run.RunAsync();
    }
}
