namespace ImageGen.Core.Generation;

/// <summary>How a beat stands when an activity begins with it.</summary>
/// <param name="Outcome">The outcome without anything being done; null: it is to be generated, and may be.</param>
/// <param name="EarlierCallEnds">Until when an earlier delivery of the activity may still be making its call; null: none is.</param>
internal readonly record struct BeatCheck(BeatOutcome? Outcome, DateTimeOffset? EarlierCallEnds = null)
{
    /// <summary>True when no call is to be made on the reservation, unless the image that is stored already will do.</summary>
    public bool IsUsed { get; init; }
}
