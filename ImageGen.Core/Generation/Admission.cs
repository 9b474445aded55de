namespace ImageGen.Core.Generation;

/// <summary>Whether a paid call may begin.</summary>
/// <param name="Attempt">Its id, which is in the log; null: it may not.</param>
/// <param name="Outcome">How the activity ends if it may not.</param>
internal readonly record struct Admission(string? Attempt, BeatOutcome Outcome)
{
    /// <summary>The number of the candidate that it is for; null: the beat is to have one image.</summary>
    public int? Candidate { get; init; }

    /// <summary>True when it is for a further candidate, which is stored beside the beat's image.</summary>
    public bool IsFurther { get; init; }
}
