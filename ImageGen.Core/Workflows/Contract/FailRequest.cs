using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Input of the activity that fails beats without a call.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">Which beat; null: all that are left.</param>
/// <param name="Why">The reason.</param>
public sealed record FailRequest(string RunId, ImageStyle Style, BeatId? Beat, ModelFailure Why);
