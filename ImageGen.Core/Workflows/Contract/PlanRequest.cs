using System.Text.Json.Serialization;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>Input of the activity that plans a window.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Max">Beats that it may plan, at most.</param>
/// <param name="IsFirst">True when the workflow begins: log and store are reconciled. Else the log is trusted.</param>
/// <param name="Known">Beats that the workflow has already: waiting, in flight.</param>
public sealed record PlanRequest(string RunId, ImageStyle Style, int Max, bool IsFirst, ImmutableArray<BeatId> Known)
{
    /// <summary>True: the plan brings the style's keys, too, which saves an activity of their own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WithKeys { get; init; }
}
