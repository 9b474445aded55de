namespace ImageGen.Core.Generation;

/// <summary>How a GenerateBeat activity ended.</summary>
public enum BeatOutcomeKind
{
    /// <summary>The image is stored.</summary>
    Done,

    /// <summary>The call failed and is worth another try.</summary>
    Retry,

    /// <summary>The beat failed for good.</summary>
    Failed,

    /// <summary>No call was made: a person said not to generate it.</summary>
    Skipped,

    /// <summary>
    /// The run is paused, over or in trouble. No call was made, unless there is a report: then its image could not be stored, or the
    /// model is gone.
    /// </summary>
    Held,

    /// <summary>
    /// The reservation had expired, or its key is gone (which <see cref="BeatOutcome.Why"/> says), or an earlier delivery had used it
    /// (which is reported).
    /// </summary>
    Expired,
}
