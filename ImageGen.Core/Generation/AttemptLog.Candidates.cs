using ImageGen.Core.Runs;

namespace ImageGen.Core.Generation;

/// <content>Attempts for further candidates of a beat, which has its image.</content>
internal sealed partial class AttemptLog
{
    /// <summary>
    /// Records a candidate that is stored and whose worker did not live to record it; null: none of <paramref name="versions"/> is.
    /// </summary>
    public Task<BeatOutcome?> AcceptFurtherAsync(ImmutableArray<StoredImage> versions, CancellationToken cancellationToken) =>
        DecideAsync<BeatOutcome?>(
        (state, beat) =>
        {
            if (KnownOutcome(state, beat) is { } standing)
            {
                return new(standing);
            }

            ImmutableArray<RunEvent> found = [.. StoredImages.CandidatesOf(state, beat, versions, time.GetUtcNow())];
            return found.IsEmpty ? new(null) : new(
                Outcome(beat, BeatOutcomeKind.Done) with { HasMore = beat.MissingCandidates > found.Length }, found);
        },
        cancellationToken);

    /// <summary>True when the beat's image is there and a further candidate is due.</summary>
    public Task<bool> IsFurtherDueAsync(CancellationToken cancellationToken) =>
        runLog.ReadAsync(state => BeatOf(state).MissingCandidates > 0, cancellationToken);

    /// <summary>Records a further candidate that is stored now, unless it was found in the store and logged already.</summary>
    public Task<BeatOutcome> RecordFurtherCompletedAsync(string attempt, StoredImage image, PaidAttempt call, string? note) => DecideAsync(
        (state, beat) =>
        {
            var isKnown = beat.Candidates.Stored.Any(c => c.Attempt == attempt);
            var stored = new CandidateStored(
                time.GetUtcNow(),
                request.Style,
                request.Beat,
                beat.Candidates.Stored.Length + 1,
                attempt,
                image.ETag,
                call.CostUsd,
                call.Duration,
                note,
                StoredImages.FromOf(state, beat, image));
            return new Decision<BeatOutcome>(
                After(call, BeatOutcomeKind.Done) with { HasMore = beat.MissingCandidates > (isKnown ? 0 : 1) }, isKnown ? [] : [stored]);
        },
        CancellationToken.None);

    /// <summary>The number of the further candidate that is due; null: the beat's image itself is, or nothing.</summary>
    private static int? FurtherNumber(BeatRecord beat) => beat.MissingCandidates > 0 ? beat.Candidates.Stored.Length + 1 : null;
}
