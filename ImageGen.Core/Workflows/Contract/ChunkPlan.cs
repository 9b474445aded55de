using System.Text.Json.Serialization;
using ImageGen.Core.Workflows.Status;

namespace ImageGen.Core.Workflows.Contract;

/// <summary>A window: the beats of a style that come next.</summary>
/// <param name="Beats">In storyboard order; the beat that one waits for is among them or known already.</param>
/// <param name="Outside">How many more beats there are to do.</param>
/// <param name="Control">What was asked of the run so far.</param>
/// <param name="MaxParallel">How many images may be generated at a time; null: as many as the keys allow.</param>
/// <param name="FailWhenExhausted">True when used-up keys fail the beats that are left, instead of a wait for tomorrow.</param>
/// <param name="Status">Where the style stands.</param>
/// <param name="Model">The model of the run's requests; null: recorded before release 0.2.</param>
public sealed record ChunkPlan(
    ImmutableArray<PlannedBeat> Beats,
    int Outside,
    StyleControl Control,
    int? MaxParallel,
    bool FailWhenExhausted,
    StyleStatus Status,
    string? Model = null)
{
    /// <summary>The style's keys, if the request asked for them; null: it did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KeyList? Keys { get; init; }
}
