using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Generation;

/// <summary>
/// One beat's part of its run's log: all that one GenerateBeat activity reads and records, each decided on the newest state.
/// </summary>
internal sealed partial class AttemptLog(
    RunLog runLog, GenerateBeatRequest request, RetryPolicy policy, TimeSpan callLimit, TimeProvider time)
{
    /// <summary>Checks the beat before an attempt: whether its outcome is known, or an earlier attempt is in flight.</summary>
    /// <remarks>
    /// Delivered twice, the activity waits for the outcome of the earlier delivery's attempt instead of paying again. In a paused run, an
    /// earlier delivery's attempt is abandoned, so that the beat need not wait for it once the run continues.
    /// </remarks>
    public Task<BeatCheck> CheckBeatAsync(CancellationToken cancellationToken) => DecideAsync<BeatCheck>(
        (state, beat) =>
        {
            if (beat.Open is { } open && open == UsedBy(beat) && open.StartedAt + callLimit is var ends && ends > time.GetUtcNow())
            {
                return new(new BeatCheck(null, ends));
            }

            return KnownOutcome(state, beat) is { } standing
                ? new(new BeatCheck(standing), standing.Kind is BeatOutcomeKind.Held ? Reclaim(beat).Events : [])
                : new(new BeatCheck(null) { IsUsed = AbandonUsed(beat).Result is not null });
        },
        cancellationToken);

    /// <summary>Records an existing image as the outcome; null: it is not the requested one, and is to be replaced.</summary>
    public Task<BeatOutcome?> AcceptAsync(StoredImage image, string? styleReferenceHash, CancellationToken cancellationToken) =>
        DecideAsync<BeatOutcome?>(
        (state, beat) =>
        {
            if (KnownOutcome(state, beat) is { } standing)
            {
                return new(standing);
            }

            return StoredImages.EventOf(state, beat, image, styleReferenceHash, time.GetUtcNow()) is { } accepted
                ? new(Outcome(beat, BeatOutcomeKind.Done) with { HasMore = MayHaveMore(beat) }, [accepted])
                : new(null);
        },
        cancellationToken);

    /// <summary>
    /// Abandons the attempt that an earlier delivery made with this reservation: one reservation, one attempt. (The worker that made it has
    /// died, or will find out.) The beat then needs another reservation. Where a person wanted a lost
    /// attempt to be the beat's last, it is skipped. Null: the reservation is unused.
    /// </summary>
    public Task<BeatOutcome?> ReclaimAsync(CancellationToken cancellationToken) => DecideAsync<BeatOutcome?>(
        (state, beat) => KnownOutcome(state, beat) is { } standing ? new Decision<BeatOutcome?>(standing) : AbandonUsed(beat),
        cancellationToken);

    /// <summary>Stops the run without an attempt, because none could succeed.</summary>
    public Task<BeatOutcome> StopAsync(string reason, CancellationToken cancellationToken) => DecideAsync(
        (state, beat) => new Decision<BeatOutcome>(
            Outcome(beat, BeatOutcomeKind.Held), state.MayBeginAttempt ? [new RunStopped(time.GetUtcNow(), reason)] : []),
        cancellationToken);

    /// <summary>Fails the beat without an attempt, because something that it needs is missing; a person can retry it.</summary>
    public Task<BeatOutcome> RefuseAsync(ModelFailure why, CancellationToken cancellationToken) => DecideAsync(
        (state, beat) => KnownOutcome(state, beat) is { } standing
            ? new Decision<BeatOutcome>(standing)
            : new(
                Outcome(beat, BeatOutcomeKind.Failed) with { Why = why },
                [new BeatFailed(time.GetUtcNow(), request.Style, request.Beat, null, why, 0)]),
        cancellationToken);

    /// <summary>Decides whether the paid call is made, and logs it before it is.</summary>
    public Task<Admission> AdmitAsync(decimal estimateUsd, CancellationToken cancellationToken) => DecideAsync<Admission>(
        (state, beat) =>
        {
            var now = time.GetUtcNow();
            if (KnownOutcome(state, beat) is { } standing)
            {
                return new(new Admission(null, standing));
            }

            if (AbandonUsed(beat) is { Result: { } reclaimed } reclaim)
            {
                return new(new Admission(null, reclaimed), reclaim.Events);
            }

            if (beat.Open is { } open && now - open.StartedAt < callLimit)
            {
                // The call of another delivery: that one logs its end.
                return new(new Admission(null, Outcome(beat, BeatOutcomeKind.Held)));
            }

            if (now > request.Reservation.Expires)
            {
                return new(new Admission(null, Outcome(beat, BeatOutcomeKind.Expired)));
            }

            if (CostLimits.Refuses(state, estimateUsd) is { } reason)
            {
                // Attempts in flight count in full, and most cost less: the run pauses when that is certain.
                return new(
                    new Admission(null, Outcome(beat, BeatOutcomeKind.Held)),
                    CostLimits.MayBeFreed(state, estimateUsd, now - callLimit) ? [] : [new RunPaused(now, PausedBy.CostLimit, reason)]);
            }

            if (EvenSpending.IsAhead(state, state.Style(request.Style), estimateUsd, now))
            {
                return new(new Admission(null, Outcome(beat, BeatOutcomeKind.Held)));
            }

            var attempt = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{state.Calls + 1}");
            return new(
                new Admission(attempt, Outcome(beat, BeatOutcomeKind.Held))
                {
                    Candidate = beat.Candidates.Wanted > 1 ? beat.Candidates.Stored.Length + 1 : null,
                    IsFurther = FurtherNumber(beat) is not null,
                },
                [
                    new AttemptStarted(
                        now, request.Style, request.Beat, attempt, request.Reservation.KeyId, estimateUsd, FurtherNumber(beat)),
                ]);
        },
        cancellationToken);

    /// <summary>How often the run had been resumed when the log was last read here; null: it has not been read.</summary>
    public int? Resumes { get; private set; }

    private string Prefix => request.Reservation.Id + ".";

    private static bool MayHaveMore(BeatRecord beat) => beat.Candidates.Wanted > 1 && !beat.SkipAsked;

    private static BeatOutcomeKind? Settled(BeatRecord beat) => beat.State switch
    {
        BeatState.Complete or BeatState.Exists => BeatOutcomeKind.Done,
        BeatState.Skipped => BeatOutcomeKind.Skipped,
        BeatState.Error => BeatOutcomeKind.Failed,
        _ => null,
    };

    private BeatRecord BeatOf(RunState state) => state.Style(request.Style).Find(request.Beat)
        ?? throw new InvalidOperationException($"Run {request.RunId} has no beat {request.Beat} in its style.");

    private BeatOutcome? KnownOutcome(RunState state, BeatRecord beat) =>
        Settled(beat) is { } settled && !(request.Further && beat.MissingCandidates > 0) ? Outcome(beat, settled) with
        {
            Why = settled is BeatOutcomeKind.Failed ? beat.Error : null,
            HasMore = beat.MissingCandidates > 0,
        }
        : state.MayBeginAttempt ? null
        : Outcome(beat, BeatOutcomeKind.Held);

    private Decision<BeatOutcome?> Reclaim(BeatRecord beat) => UsedBy(beat) is not { } used ? new(null) : new(
        Outcome(beat, BeatOutcomeKind.Expired),
        used == beat.Open ? [Abandoned(used.Id, used.Candidate)] : []);

    private Decision<BeatOutcome?> AbandonUsed(BeatRecord beat) =>
        UsedBy(beat) is null && beat is { SkipAsked: true, Open: { } lost } && time.GetUtcNow() - lost.StartedAt >= callLimit
            ? new(Outcome(beat, BeatOutcomeKind.Skipped), [Abandoned(lost.Id, lost.Candidate)])
            : Reclaim(beat);

    private AttemptAbandoned Abandoned(string attempt, int? candidate) =>
        new(time.GetUtcNow(), request.Style, request.Beat, attempt, candidate);

    /// <summary>
    /// The attempt that an earlier delivery of the same activity began on this very reservation, even if others have begun since;
    /// null: it is unused. A pool that lost its state gives ids again, but for later instants.
    /// </summary>
    private OpenAttempt? UsedBy(BeatRecord beat) =>
        beat.FindBegun(Prefix) is { } used && used.StartedAt >= request.Reservation.NotBefore ? used : null;

    /// <summary>
    /// The outcome of a delivery without an attempt; a reservation that an earlier delivery used is reported as used, by estimate.
    /// </summary>
    private BeatOutcome Outcome(BeatRecord beat, BeatOutcomeKind kind) =>
        new(request.Beat, kind, ReportOf(beat, isOver: kind is not (BeatOutcomeKind.Held or BeatOutcomeKind.Expired)));

    /// <param name="beat">The beat.</param>
    /// <param name="isOver">True when the earlier delivery's call brought the beat to its end; else nothing is known of it.</param>
    private AttemptReport? ReportOf(BeatRecord beat, bool isOver) => UsedBy(beat) is not { } used ? null :
        new AttemptReport(request.Reservation.Id, used.StartedAt, used.EstimateUsd) { IsDropped = !isOver || used != beat.Last };

    private BeatOutcome After(PaidAttempt call, BeatOutcomeKind kind) =>
        new(
            request.Beat,
            kind,
            call.Report(request.Reservation.Id),
            kind is BeatOutcomeKind.Done or BeatOutcomeKind.Skipped ? null : call.Failure);

    private Task<T> DecideAsync<T>(Func<RunState, BeatRecord, Decision<T>> decide, CancellationToken cancellationToken) =>
        runLog.DecideAsync(
            state =>
            {
                Resumes = state.Resumes;
                return decide(state, BeatOf(state));
            },
            cancellationToken);
}
