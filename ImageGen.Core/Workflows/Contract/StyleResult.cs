using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Styles;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Output of <see cref="StyleWorkflow"/>.</summary>
/// <param name="Style">The style.</param>
/// <param name="Completed">Images that are there.</param>
/// <param name="Failed">Beats that failed.</param>
/// <param name="Total">Images asked for.</param>
public sealed record StyleResult(ImageStyle Style, int Completed, int Failed, int Total);
