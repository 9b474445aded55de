using ImageGen.Core.Base;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Generation;

/// <summary>Records the outcome of the attempt.</summary>
internal sealed partial class AttemptLog
{
    /// <summary>
    /// Records an image that was just stored, unless it is logged already. One that came late, when another was in its place, becomes a
    /// candidate if more are wanted.
    /// </summary>
    public Task<BeatOutcome> RecordCompletedAsync(string attempt, StorerResult kept, PaidAttempt call, string? note) => DecideAsync(
        (state, beat) =>
        {
            var image = kept.Image;
            var isKnown = beat.State is BeatState.Complete
                && beat.ETag == image.ETag
                && beat.Open?.Id != attempt
                && beat.Abandoned?.Id != attempt;
            var completed = new BeatCompleted(
                time.GetUtcNow(),
                request.Style,
                request.Beat,
                attempt,
                image.Path,
                image.ETag,
                call.CostUsd,
                call.Duration,
                note,
                StoredImages.FromOf(state, beat, image));
            return new Decision<BeatOutcome>(
                After(call, BeatOutcomeKind.Done) with { HasMore = MayHaveMore(beat) },
                [.. isKnown ? [] : new[] { completed }, .. LateCandidate(state, beat, kept)]);
        },
        CancellationToken.None);

    /// <summary>The image of an attempt that found another one in its place, if a candidate is still missing.</summary>
    private IEnumerable<RunEvent> LateCandidate(RunState state, BeatRecord beat, StorerResult kept)
    {
        if (kept.Beside is not { } image || !MayHaveMore(beat) || beat.Candidates.Missing == 0)
        {
            yield break;
        }

        // What it cost is in the event of the completion, with which the image in the place may become the first candidate.
        var isCounted = beat.State is BeatState.Complete or BeatState.Exists && beat.ETag == kept.Image.ETag;
        var number = beat.Candidates.Stored.Length + (isCounted ? 1 : 2);
        yield return new CandidateStored(
            time.GetUtcNow(), request.Style, request.Beat, number, null, image.ETag, 0, TimeSpan.Zero,
            From: StoredImages.FromOf(state, beat, image));
    }

    /// <summary>
    /// Records why an attempt gave no image, and whether the beat is retried, has failed, or the run cannot continue.
    /// </summary>
    public Task<BeatOutcome> RecordFailedAsync(string attempt, ModelFailure why, PaidAttempt call) => DecideAsync(
        (state, beat) =>
        {
            var now = time.GetUtcNow();
            decimal? unconfirmed = why.Kind is FailureKind.Unanswered ? call.UnconfirmedUsd : null;
            var further = beat.AttemptOf(attempt)?.Candidate;
            var failed = new AttemptFailed(now, request.Style, request.Beat, attempt, why, call.CostUsd, unconfirmed, further);
            if (further is null && Settled(beat) is { } settled)
            {
                // It was given up for dead, and another attempt has brought the beat to its end.
                return new Decision<BeatOutcome>(After(call, settled), [failed]);
            }

            if (beat.SkipAsked && beat.Open?.Id == attempt)
            {
                return new Decision<BeatOutcome>(
                    After(call, BeatOutcomeKind.Skipped), [failed, new BeatSkipped(now, request.Style, request.Beat)]);
            }

            var isFinal = (beat.Open ?? beat.Abandoned)?.Id == attempt
                && FinalFailure.IsFinal(why, state.Style(request.Style), beat, policy);
            ImmutableArray<RunEvent> paused =
                state.MayBeginAttempt && state.Answers.ReasonToPause(why) is { } reason
                    ? [new RunPaused(now, PausedBy.Answers, reason)]
                    : [];
            if (further is not null)
            {
                // The beat has its image: only its candidates are fewer.
                var isDue = beat.MissingCandidates > 0;
                return isDue && isFinal
                    ? new(
                        After(call, BeatOutcomeKind.Done),
                        [new CandidateFailed(now, request.Style, request.Beat, attempt, why, call.CostUsd, unconfirmed), .. paused])
                    : new(After(call, isDue ? BeatOutcomeKind.Retry : BeatOutcomeKind.Done), [failed, .. paused]);
            }

            return isFinal
                ? new(
                    After(call, BeatOutcomeKind.Failed),
                    [new BeatFailed(now, request.Style, request.Beat, attempt, why, call.CostUsd, unconfirmed), .. paused])
                : new(After(call, BeatOutcomeKind.Retry), [failed, .. paused]);
        },
        CancellationToken.None);

    /// <summary>
    /// Pauses the run until a person has fixed a problem that other beats would meet, too. With an
    /// <paramref name="attempt"/>, also records that it gave no image. Null, and nothing is recorded, when a person has resumed the
    /// run since the trouble arose, that is when it was resumed more than <paramref name="resumes"/> times.
    /// </summary>
    public Task<BeatOutcome?> HoldAsync(
        string reason, int resumes, string? attempt, PaidAttempt? call, CancellationToken cancellationToken) => DecideAsync<BeatOutcome?>(
        (state, beat) =>
        {
            if (state.Resumes > resumes && state.MayBeginAttempt)
            {
                return new(null);
            }

            var now = time.GetUtcNow();
            var why = new ModelFailure(FailureKind.Transient, reason, Code: StorageTrouble.Code);
            var events = ImmutableArray.CreateBuilder<RunEvent>();
            if (attempt is not null && call is not null)
            {
                events.Add(
                    new AttemptFailed(
                        now, request.Style, request.Beat, attempt, why, call.CostUsd, Candidate: beat.AttemptOf(attempt)?.Candidate));
            }

            if (state.MayBeginAttempt)
            {
                events.Add(new RunPaused(now, PausedBy.Storage, reason));
            }

            var outcome = call is null ? Outcome(beat, BeatOutcomeKind.Held) : After(call, BeatOutcomeKind.Held);
            return new(outcome with { Why = why, Trouble = new StorageTrouble(reason, IsLogged: true, resumes) }, events.ToImmutable());
        },
        cancellationToken);

    /// <summary>Records an attempt as abandoned, if the log can be written.</summary>
    public async Task AbandonAsync(string attempt)
    {
        try
        {
            await runLog.DecideAsync(
                state =>
                    new Decision<bool>(true, [Abandoned(attempt, BeatOf(state).AttemptOf(attempt)?.Candidate)]), CancellationToken.None);
        }
        catch (UserException)
        {
            // Its age decides then.
        }
    }

    /// <summary>
    /// Adds the counts of the style to an outcome that is logged, and a report if an earlier delivery used the reservation, or may have
    /// because the log cannot be read. Only that question needs a read.
    /// </summary>
    public async Task<BeatOutcome> AddCountsAsync(BeatOutcome outcome)
    {
        try
        {
            return await (outcome.Report is null ? runLog.ReadAsync(Counted, CancellationToken.None) : runLog.RecallAsync(Counted));
        }
        catch (UserException)
        {
            return outcome with { Report = outcome.Report ?? AttemptReport.Unknown(request.Reservation) };
        }

        BeatOutcome Counted(RunState state) => outcome with
        {
            Report = outcome.Report ?? ReportOf(BeatOf(state), isOver: false),
            Counts = StyleCounts.Of(state, state.Style(request.Style), time.GetUtcNow()),
        };
    }
}
