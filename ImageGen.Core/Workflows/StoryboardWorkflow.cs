namespace ImageGen.Core.Workflows;

/// <summary>The root of a run.</summary>
public static class StoryboardWorkflow
{
    /// <summary>Its name to an engine.</summary>
    public const string Name = nameof(StoryboardWorkflow);

    /// <summary>Runs it.</summary>
    public static Task<StoryboardResult> RunAsync(IWorkflowContext context, StoryboardInput input) => throw new NotImplementedException();
}

/// <summary>Output of <see cref="StoryboardWorkflow"/>.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Styles">Its styles.</param>
public sealed record StoryboardResult(string RunId, Runs.RunStatus Status, ImmutableArray<StyleResult> Styles);
