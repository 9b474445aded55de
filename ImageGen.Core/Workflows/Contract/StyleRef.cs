using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Which run and style an activity is about.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
public sealed record StyleRef(string RunId, ImageStyle Style);
