using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <content>What people ask of beats, and what a run that was cancelled, stopped or ended does then.</content>
public sealed partial class RunState
{
    private void OnRequested(BeatsRequested e)
    {
        ControlVersion++;
        if (Cancelled is not null && e.Kind is BeatRequestKind.Retry or BeatRequestKind.Regenerate && !e.Beats.IsEmpty)
        {
            LeaveCancelled(e.Beats.ToHashSet());
        }

        var asked = e.Beats.IsEmpty ? Styles.SelectMany(s => s.Beats) : e.Beats.Select(b => Find(b.Style, b.Beat)).OfType<BeatRecord>();
        foreach (var beat in asked.Where(b => !(e.ExceptApproved && b.IsApproved)))
        {
            OnRequested(_styles[beat.Style], beat, e.Kind, all: e.Beats.IsEmpty);
        }

        if (e.Kind is BeatRequestKind.Retry or BeatRequestKind.Regenerate)
        {
            Reopen();
        }
    }

    private void OnRequested(StyleState style, BeatRecord beat, BeatRequestKind kind, bool all)
    {
        switch (kind)
        {
            case BeatRequestKind.Retry when beat.Restoring is not null:
                // It gets an older image back.
                break;
            case BeatRequestKind.Retry when beat.State is BeatState.Error
                || (beat.State is BeatState.Skipped && (!all || beat.IsCancelled)):
                AskAgain(style, beat, regenerate: false);
                break;
            case BeatRequestKind.Retry when beat.IsSettled && (beat.Candidates.Failure is not null || (beat.Candidates.IsSkipped && !all)):
                beat.Note = beat.Candidates.Failure is null ? beat.Note : null;
                style.Change(beat, b => b.Candidates.AskAgain());
                beat.ForgetFailures();
                style.HasEnded &= !style.HasWork;
                break;
            case BeatRequestKind.Regenerate when beat.State is not (BeatState.Pending or BeatState.Generating):
                AskAgain(style, beat, regenerate: true);
                break;
            case BeatRequestKind.First when !all:
                beat.Priority = ++_priorities;
                break;
            case BeatRequestKind.Skip when !all && beat.State is BeatState.Pending:
                style.Move(beat, BeatState.Skipped);
                break;
            case BeatRequestKind.Skip when !all && beat.State is BeatState.Generating:
                (beat.SkipAsked, beat.IsCancelled) = (true, false);
                break;
            case BeatRequestKind.Skip when !all:
                beat.IsCancelled = false;
                if (beat.MissingCandidates > 0)
                {
                    style.Change(beat, b => b.Candidates.Skip());
                }

                break;
        }
    }

    /// <summary>A cancelled run continues with the beats that were named; the others stay cancelled until a person requests them.</summary>
    private void LeaveCancelled(HashSet<BeatRef> named)
    {
        foreach (var style in Styles)
        {
            foreach (var beat in style.Beats.Where(b => !named.Contains(new BeatRef(b.Style, b.Beat.Id))))
            {
                if (beat.State is BeatState.Pending)
                {
                    style.Move(beat, BeatState.Skipped);
                    beat.IsCancelled = true;
                }
                else if (beat is { State: BeatState.Generating, SkipAsked: false })
                {
                    beat.SkipAsked = beat.IsCancelled = true;
                }
                else if (beat.MissingCandidates > 0)
                {
                    style.Change(beat, b => b.Candidates.Skip());
                }
            }
        }
    }

    private static void AskAgain(StyleState style, BeatRecord beat, bool regenerate)
    {
        style.Move(beat, BeatState.Pending);
        style.Change(beat, b => b.AskAgain(regenerate));
        style.HasEnded = false;
    }

    /// <summary>Reopens the run: what cancelled, stopped or ended it holds no longer.</summary>
    private void Reopen()
    {
        (Cancelled, IsStopped) = (null, false);
        Reason = PausedBy is null ? null : Reason;
        ForgiveKeys();
        RestartPace();
    }
}
