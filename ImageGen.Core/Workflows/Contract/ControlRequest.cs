using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Input of the activity that reads what was asked of a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Known">Beats that the workflow has: waiting, in flight.</param>
/// <param name="Outside">How many more there were to do when it last planned.</param>
public sealed record ControlRequest(string RunId, ImageStyle Style, ImmutableArray<BeatId> Known, int Outside);
