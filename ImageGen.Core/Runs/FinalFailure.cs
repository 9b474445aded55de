using ImageGen.Core.Models;

namespace ImageGen.Core.Runs;

/// <summary>Whether a failure is a beat's last one: the only place that decides it, on the counts of the run's log. Pure.</summary>
internal static class FinalFailure
{
    /// <summary>
    /// True when there is no further attempt after <paramref name="why"/>, which <paramref name="beat"/> does not count yet.
    /// </summary>
    public static bool IsFinal(ModelFailure why, StyleState style, BeatRecord beat, RetryPolicy policy) => why is { IsOutputBlock: true }
        ? beat.Failures.GetValueOrDefault(FailureKind.ContentBlocked) + 1 >= policy.BlockedTries
        : IsFinalOfItsKind(why, style, beat, policy);

    private static bool IsFinalOfItsKind(ModelFailure why, StyleState style, BeatRecord beat, RetryPolicy policy) =>
        IsFinal(why, beat.FailedAttempts, style.IsOutage((beat.Open ?? beat.Abandoned)?.KeyId, beat, why), policy)
        || (why.Kind is FailureKind.Transient && beat.Overloads + 1 >= (why.IsOverload ? policy.MostOverloads : policy.MostErrors));

    /// <summary>The same on counts alone.</summary>
    /// <param name="why">The failure.</param>
    /// <param name="before">Earlier failures that count.</param>
    /// <param name="isOutage">
    /// True when the attempts with the same key have failed in a row: then nothing is known against the beat.
    /// </param>
    /// <param name="policy">The limits.</param>
    internal static bool IsFinal(ModelFailure why, BeatAttempts before, bool isOutage, RetryPolicy policy) => why.Kind switch
    {
        FailureKind.ContentBlocked or FailureKind.InvalidRequest => true,
        FailureKind.Transient => !isOutage && before.Transient + 1 >= policy.TransientTries,
        FailureKind.Unanswered => before.Unanswered + 1 >= policy.UnansweredTries,
        FailureKind.NoImage or FailureKind.BrokenImage => before.NoImage + 1 >= policy.NoImageTries,
        _ => false,
    };
}
