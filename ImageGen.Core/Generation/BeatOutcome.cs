using System.Text.Json.Serialization;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>How a GenerateBeat activity ended.</summary>
/// <param name="Beat">The beat.</param>
/// <param name="Kind">How.</param>
/// <param name="Report">For the key pool; null when no call was made, and the reservation is to be given back.</param>
/// <param name="Why">Why there is no image; null unless a call failed.</param>
/// <param name="Counts">Where the style stands now; null when nothing changed.</param>
/// <param name="Trouble">Why the run is paused, when it is for want of storage; null otherwise.</param>
public sealed record BeatOutcome(
    BeatId Beat, BeatOutcomeKind Kind, AttemptReport? Report = null, ModelFailure? Why = null, StyleCounts? Counts = null,
    StorageTrouble? Trouble = null)
{
    /// <summary>True when the beat's image is there and further candidates are to be generated. Default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasMore { get; init; }

    /// <summary>The pause that the workflow still has to record; null: none.</summary>
    [JsonIgnore]
    internal StorageTrouble? UnloggedTrouble => this switch
    {
        { Trouble: { } trouble } => trouble.IsLogged ? null : trouble,

        // As histories told it before there was a type for it: their workflows recorded it in any case, and replay so.
        { Kind: BeatOutcomeKind.Held, Why: { Code: StorageTrouble.Code } why } =>
            new StorageTrouble(why.Reason, IsLogged: false, Resumes: null),
        _ => null,
    };
}
