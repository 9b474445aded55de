using ImageGen.Core.Models;

namespace ImageGen.Core.Runs;

/// <summary>
/// The answers of a run that arrived whole and held no usable image (text only, no image, a broken one), in a row and over all styles,
/// while none of the run has held one: a sign that no attempt ever will. A blocked prompt concerns its own beat only and does not count,
/// nor does an attempt without a complete answer.
/// </summary>
public sealed class AnswerStreak
{
    /// <summary>After so many the run pauses; a resume allows as many again.</summary>
    public const int Limit = 10;

    private const int LongestReason = 200;

    private ImmutableArray<string> _reasons = [];
    private bool _hasUsable;

    /// <summary>Why the run is to be paused after one more that ended with <paramref name="why"/>, for people; null: it is not.</summary>
    public string? ReasonToPause(ModelFailure why) =>
        !Counts(why) || _hasUsable || _reasons.Length + 1 < Limit ? null : Describe(_reasons.Add(why.Reason));

    internal void Note(ModelFailure why) => _reasons = Counts(why) && !_hasUsable ? _reasons.Add(why.Reason) : _reasons;

    internal void NoteUsable() => (_reasons, _hasUsable) = ([], true);

    internal void Restart() => _reasons = [];

    private static bool Counts(ModelFailure why) => why.Kind is FailureKind.NoImage or FailureKind.BrokenImage;

    private static string Describe(ImmutableArray<string> reasons)
    {
        var arrived = reasons.CountBy(r => r).OrderByDescending(r => r.Value).Select(
            r => string.Create(CultureInfo.InvariantCulture, $"{r.Value} x {Cut(r.Key)}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{reasons.Length} answers in a row had no usable image, and none before. What arrived: {string.Join(' ', arrived.Take(3))} ")
            + $"Check the model and the address of the service; a resume allows {Limit} more attempts without an image.";
    }

    private static string Cut(string reason) => reason.Length <= LongestReason ? reason : $"{reason[..LongestReason]}...";
}
