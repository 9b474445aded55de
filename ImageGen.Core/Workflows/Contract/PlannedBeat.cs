using System.Text.Json.Serialization;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>One beat of a window.</summary>
/// <param name="Beat">Which.</param>
/// <param name="After">The beat that it continues, and waits for as long as the workflow has that in hand; null: it continues none.</param>
/// <param name="Shot">Its shot.</param>
/// <param name="Chain">How many beats wait for it one after the other, itself included, beyond the window too; 1 or more.</param>
/// <param name="Priority">1 and up for beats that a person wants first, the lowest first; 0 for all others.</param>
/// <param name="Order">Its place in the storyboard.</param>
/// <param name="Tries">Counted failures so far.</param>
public sealed record PlannedBeat(BeatId Beat, BeatId? After, ShotId Shot, int Chain, int Priority, int Order, BeatAttempts Tries)
{
    /// <summary>
    /// True when its image is there and a further candidate is to be generated; then no beat waits for it. Default false.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Further { get; init; }
}
