using System.Text.Json.Serialization;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Activities;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>What was asked of a run, as far as one style is concerned.</summary>
/// <param name="Paused">Why no paid call may begin now; null: it may.</param>
/// <param name="IsOver">True when none will begin at all: cancelled, stopped.</param>
/// <param name="First">Of the known beats, those that come first, in that order.</param>
/// <param name="Skipped">Of the known beats, those that are not to be generated.</param>
/// <param name="Replan">True when there is more to do, or something more urgent, than the workflow knows.</param>
public sealed record StyleControl(string? Paused, bool IsOver, ImmutableArray<BeatId> First, ImmutableArray<BeatId> Skipped, bool Replan)
{
    /// <summary>What the style waits for because its worker was lost (<see cref="LostWork"/>); null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StyleWait? Lost { get; init; }
}
