namespace ImageGen.Core.Workflows;

/// <summary>Draws one style of a run.</summary>
public static class StyleWorkflow
{
    /// <summary>Its name to an engine.</summary>
    public const string Name = nameof(StyleWorkflow);

    /// <summary>Runs it.</summary>
    public static Task<StyleResult> RunAsync(IWorkflowContext context, StyleInput input) => throw new NotImplementedException();
}
