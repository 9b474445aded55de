using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Input of the activity that records what a style waits for.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Wait">What for; null: it continues.</param>
public sealed record WaitNote(string RunId, ImageStyle Style, StyleWait? Wait);
