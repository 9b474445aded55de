namespace ImageGen.Core.Runs;

/// <content>What candidates change.</content>
public sealed partial class RunState
{
    /// <summary>The beats whose chosen candidate or older image is not in its place yet as far as the log knows.</summary>
    public IEnumerable<BeatRecord> UnplacedChoices => Styles
        .Where(s => s.HasCandidates || s.HasRestored)
        .SelectMany(s => s.Beats)
        .Where(b => b.Unplaced is not null);

    private void OnCandidate(StyleState style, BeatRecord beat, CandidateStored e)
    {
        if (e.Attempt is not null)
        {
            NoteHealth(style, beat, e.Attempt, null);
            Close(style, beat, e.Attempt, e.CostUsd);
            Answers.NoteUsable();
            style.IsCutOff = false;
            Settle(style);
            style.Generated++;
            (CrashesInARow, _isUnproven) = (0, false);
            beat.ForgetFailures();
        }

        beat.Note = e.Note ?? beat.Note;
        style.Change(beat, b => b.Candidates.Add(new Candidate(e.Attempt, e.ETag, e.From)));
    }

    private void OnCandidateFailed(StyleState style, BeatRecord beat, CandidateFailed e)
    {
        NoteHealth(style, beat, e.Attempt, e.Why);
        Close(style, beat, e.Attempt, e.CostUsd, e.Why, e.UnconfirmedUsd);
        if (e.Attempt is not null)
        {
            Answers.Note(e.Why);
            style.IsCutOff = false;
        }

        beat.Note = $"It has fewer candidates than asked for: {e.Why.Reason}";
        style.Change(beat, b => b.Candidates.Fail(e.Why));
    }

    private static void OnChosen(BeatRecord beat, CandidateChosen e)
    {
        beat.Candidates.Choose(e.Number);
        beat.Restoring = null;
    }

    private static void OnPlaced(BeatRecord beat, CandidatePlaced e)
    {
        if (beat.Candidates.Find(e.Number) is { } candidate)
        {
            beat.Candidates.Place(e.Number);
            beat.From = candidate.From;
        }

        (beat.ImagePath, beat.ETag) = (e.ImagePath, e.ETag);
        beat.IsReplacementConfirmed = false;
    }
}
