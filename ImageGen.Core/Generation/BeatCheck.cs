namespace ImageGen.Core.Generation;

/// <summary>State of a beat before an attempt of it.</summary>
/// <param name="Outcome">The outcome if it is known without an attempt; null: an attempt may begin.</param>
/// <param name="EarlierCallEnds">Until when an earlier delivery's attempt may be in flight; null: none is.</param>
internal readonly record struct BeatCheck(BeatOutcome? Outcome, DateTimeOffset? EarlierCallEnds = null)
{
    /// <summary>True when the reservation was used: no attempt may be made with it, but an existing image may be accepted.</summary>
    public bool IsUsed { get; init; }
}
