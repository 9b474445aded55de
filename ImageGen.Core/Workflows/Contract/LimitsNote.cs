using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Input of the activity that logs what was learned of request limits.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Limits">The projects whose learned limit is below the configured one; empty: none is any more.</param>
public sealed record LimitsNote(string RunId, ImageStyle Style, ImmutableArray<ProjectLimit> Limits);
