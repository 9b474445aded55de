using ImageGen.Core.Scheduling;

namespace ImageGen.Core.Generation;

/// <summary>Whether a failure is a beat's last one: the same rule as <see cref="BeatQueue.Failed"/>, on the counts of the run's log. Pure.</summary>
internal static class Finality
{
    /// <summary>True when there is no further try after <paramref name="why"/>, which is not among <paramref name="before"/>.</summary>
    public static bool IsFinal(ModelFailure why, BeatTries before, RetryPolicy policy) => why.Kind switch
    {
        FailureKind.ContentBlocked or FailureKind.InvalidRequest => true,
        FailureKind.Transient or FailureKind.Unanswered => before.Transient + 1 >= policy.TransientTries,
        FailureKind.NoImage or FailureKind.BrokenImage => before.NoPicture + 1 >= policy.NoPictureTries,
        _ => false,
    };
}
