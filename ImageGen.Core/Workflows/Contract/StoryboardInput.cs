using ImageGen.Core.Workflows.Root;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Input of <see cref="StoryboardWorkflow"/>.</summary>
/// <param name="RunId">The run; also the root's instance id.</param>
public sealed record StoryboardInput(string RunId);
