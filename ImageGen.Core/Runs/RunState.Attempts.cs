using ImageGen.Core.Models;

namespace ImageGen.Core.Runs;

/// <content>How attempts change the states of beats, and what their ends show of the service.</content>
public sealed partial class RunState
{
    private void OnAttempt(StyleState style, BeatRecord beat, AttemptStarted e)
    {
        Abandon(style, beat);
        style.Waiting = style.Waiting is { Outage: true } ? style.Waiting : null;
        style.FirstAttemptAt ??= e.At;
        style.Pace ??= new WorkPace(e.At, 0);
        if (e.Candidate is null)
        {
            style.Move(beat, BeatState.Generating);
        }
        else
        {
            style.CandidatesInFlight++;
        }

        Calls++;
        beat.Attempts++;
        beat.Begin(new OpenAttempt(e.Attempt, e.At, e.EstimateUsd)
        {
            Number = beat.Attempts,
            KeyId = e.KeyId,
            Candidate = e.Candidate,
        });
        OpenUsd += e.EstimateUsd;
        style.OpenUsd += e.EstimateUsd;
        LastEstimateUsd = e.EstimateUsd;
    }

    private void OnAttemptFailed(StyleState style, BeatRecord beat, AttemptFailed e)
    {
        NoteHealth(style, beat, e.Attempt, e.Why);
        Close(style, beat, e.Attempt, e.CostUsd, e.Why, e.UnconfirmedUsd);
        Answers.Note(e.Why);
        style.IsCutOff = e.Why.Kind is FailureKind.Unreachable or FailureKind.CreditExhausted;
        if (style.IsCutOff)
        {
            style.Pace = null;
        }

        if (e.Candidate is not null)
        {
            CountFailure(style, beat, e);
            return;
        }

        if (beat.State is not (BeatState.Pending or BeatState.Generating))
        {
            // A late outcome of an attempt that was given up: the beat got its image by another one.
            return;
        }

        beat.Error = e.Why;
        CountFailure(style, beat, e);
        if (beat.Open is null)
        {
            PutBack(style, beat);
        }
    }

    private static void CountFailure(StyleState style, BeatRecord beat, AttemptFailed e)
    {
        if (e.Why.IsAboutKeyItself)
        {
            style.NoteKeyFault(e.Why.Reason);
        }

        if (!e.Why.SparesBeat && e.Why.Kind is not FailureKind.Transient)
        {
            beat.CountFailure(e.Why.Kind);
        }
    }

    private void OnAbandoned(StyleState style, BeatRecord beat, AttemptAbandoned e)
    {
        if (beat.Open?.Id == e.Attempt)
        {
            Abandon(style, beat);
        }
    }

    private void OnCompleted(StyleState style, BeatRecord beat, BeatCompleted e)
    {
        NoteHealth(style, beat, e.Attempt, null);
        Close(style, beat, e.Attempt, e.CostUsd);
        Answers.NoteUsable();
        style.IsCutOff = false;
        Settle(style);
        if (beat.State is not (BeatState.Complete or BeatState.Exists) || beat.ETag != e.ETag)
        {
            style.Change(beat, b => b.Candidates.Take(new Candidate(e.Attempt, e.ETag, e.From)));
        }

        SkipCandidates(style, beat);
        style.Move(beat, BeatState.Complete);
        style.Generated++;
        (CrashesInARow, _isUnproven) = (0, false);
        (beat.ImagePath, beat.ETag, beat.Note, beat.Error, beat.Regenerate) = (e.ImagePath, e.ETag, e.Note, null, false);
        (beat.SkipAsked, beat.IsCancelled, beat.From) = (false, false, e.From);
        (beat.IsReplacementConfirmed, beat.Restoring) = (false, null);
        if (beat.Candidates.Wanted > 1)
        {
            beat.ForgetFailures();
        }
    }

    /// <summary>It was skipped while the attempt for its image was under way: that image is kept, and no candidates follow.</summary>
    private static void SkipCandidates(StyleState style, BeatRecord beat)
    {
        if (beat.SkipAsked)
        {
            style.Change(beat, b => b.Candidates.Skip());
        }
    }

    private static void OnFound(StyleState style, BeatRecord beat, BeatExisting e)
    {
        style.Change(beat, b => b.Candidates.Take(new Candidate(null, e.ETag, e.From)));
        SkipCandidates(style, beat);
        style.Move(beat, BeatState.Exists);
        (beat.ImagePath, beat.ETag, beat.Error, beat.From) = (e.ImagePath, e.ETag, null, e.From);
        (beat.Regenerate, beat.Restoring) = (false, null);
        if (beat.MissingCandidates > 0 && beat is { IsApproved: true, IsReplacementConfirmed: false })
        {
            // Where the image is approved, no other is to be chosen.
            style.Change(beat, b => b.Candidates.Skip());
        }

        beat.IsReplacementConfirmed = false;
    }

    private static void OnLost(StyleState style, BeatRecord beat)
    {
        style.Change(beat, b => b.Candidates.Lose());
        style.Move(beat, BeatState.Pending);
        (beat.ImagePath, beat.ETag, beat.From) = (null, null, null);
    }

    private void OnFailed(StyleState style, BeatRecord beat, BeatFailed e)
    {
        NoteHealth(style, beat, e.Attempt, e.Why);
        Close(style, beat, e.Attempt, e.CostUsd, e.Why, e.UnconfirmedUsd);
        Answers.Note(e.Why);
        style.IsCutOff = false;
        Settle(style);
        style.Move(beat, BeatState.Error);
        beat.Error = e.Why;
    }

    /// <summary>Takes over what the end of an attempt shows of the service, for the key that it was made with.</summary>
    private static void NoteHealth(StyleState style, BeatRecord beat, string? attempt, ModelFailure? why)
    {
        var known = beat.Open?.Id == attempt ? beat.Open : beat.Abandoned?.Id == attempt ? beat.Abandoned : null;
        if (attempt is null || known is null)
        {
            return;
        }

        if (why is { Kind: FailureKind.Transient or FailureKind.Unanswered })
        {
            beat.Overloads++;
            if (why.Kind is FailureKind.Transient)
            {
                style.NoteTrouble(known.KeyId, beat, why);
            }
        }
        else if (why is not { SparesBeat: true })
        {
            style.Waiting = null;
            style.NoteServed(known.KeyId);
        }
    }

    private static void Settle(StyleState style) =>
        style.Pace = style.Pace is { } pace ? pace with { Settled = pace.Settled + 1 } : null;
}
