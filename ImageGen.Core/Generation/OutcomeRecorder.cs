using ImageGen.Core.Base;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Generation;

/// <summary>Records how an attempt ended, or that this cannot be recorded now.</summary>
internal sealed class OutcomeRecorder(RunLogs runLogs)
{
    /// <summary>From here on nothing is cancelled: the call is paid for.</summary>
    public async Task<BeatOutcome> RecordAsync(
        GenerateBeatRequest request, AttemptLog log, string attempt, PaidAttempt call, Func<Task<StorerResult>> keepAsync, string? note,
        bool isFurther)
    {
        StorerResult? kept = null;
        while (true)
        {
            try
            {
                if (call.Failure is { } why)
                {
                    return await log.RecordFailedAsync(attempt, why, call);
                }

                kept ??= await keepAsync();
                string?[] notes = [note, kept.Value.Note];
                var all = string.Join(' ', notes.OfType<string>()) is { Length: > 0 } some ? some : null;
                return isFurther
                    ? await log.RecordFurtherCompletedAsync(attempt, kept.Value.Image, call, all)
                    : await log.RecordCompletedAsync(attempt, kept.Value, call, all);
            }
            catch (UserException e)
            {
                // An image that is stored is found there and recorded when the run continues.
                var lost = kept is null && call.Failure is null ? attempt : null;
                if (await HoldAsync(request, log, e, lost, call, CancellationToken.None) is { } held)
                {
                    return held;
                }
            }
        }
    }

    /// <summary>
    /// The store is in trouble, and the log may lie on the same disk: then the workflow records the pause as soon as it can. Null: a person
    /// resumed the run since, so what failed is to be tried again.
    /// </summary>
    public async Task<BeatOutcome?> HoldAsync(
        GenerateBeatRequest request, AttemptLog log, UserException trouble, string? attempt, PaidAttempt? call,
        CancellationToken cancellationToken)
    {
        // Trouble with a run that was deleted meanwhile is no trouble with the disk.
        await runLogs.OpenAsync(request.RunId, cancellationToken);
        var held = new BeatOutcome(request.Beat, BeatOutcomeKind.Held, call?.Report(request.Reservation.Id));
        if (log.Resumes is not { } resumes)
        {
            // The log has not been read even once: the workflow fails at its next reading, if that is still so.
            return held;
        }

        var reason = StorageTrouble.ReasonOf(trouble);
        try
        {
            return await log.HoldAsync(reason, resumes, attempt, call, cancellationToken);
        }
        catch (UserException)
        {
            return held with
            {
                Why = new ModelFailure(FailureKind.Transient, reason, Code: StorageTrouble.Code),
                Trouble = new StorageTrouble(reason, IsLogged: false, resumes),
            };
        }
    }
}
