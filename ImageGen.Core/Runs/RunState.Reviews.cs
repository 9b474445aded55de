namespace ImageGen.Core.Runs;

/// <content>Reviews of images, and older images that are restored.</content>
public sealed partial class RunState
{
    /// <summary>
    /// The reviews that the project's next run takes over: those of its beats, and those of beats that this run took over and does not
    /// have.
    /// </summary>
    public IEnumerable<CarriedReview> Reviews =>
        (Document.Reviews ?? []).Where(r => Find(r.Style, r.Beat) is null).Concat(Styles.SelectMany(s => s.Beats)
            .Where(b => b.Review is not null)
            .Select(b => new CarriedReview(b.Style, b.Beat.Id, b.Review!.Approved, b.Review.Note, b.Review.ETag)));

    private void TakeOverReviews()
    {
        foreach (var review in Document.Reviews ?? [])
        {
            if (Find(review.Style, review.Beat) is { } beat)
            {
                beat.Review = new BeatReview(review.Approved, review.Note, review.ETag);
                beat.IsReplacementConfirmed = Document.Storyboard.Options.IncludeApproved;
            }
        }
    }

    private static void OnReviewed(BeatRecord beat, BeatReviewed e)
    {
        beat.Review = e is { Approved: false, Note: null } ? null : new BeatReview(e.Approved, e.Note, e.ETag);
        beat.IsReplacementConfirmed = false;
    }

    private static void OnVersionChosen(StyleState style, BeatRecord beat, VersionChosen e)
    {
        style.HasRestored = true;
        beat.Restoring = e;
        beat.Candidates.Choose(beat.Candidates.Placed);
    }

    private static void OnVersionPlaced(StyleState style, BeatRecord beat, VersionPlaced e)
    {
        (beat.ImagePath, beat.ETag, beat.From, beat.Restoring, beat.Restored) = (e.ImagePath, e.ETag, e.From, null, beat.Restoring);
        (beat.Error, beat.SkipAsked, beat.IsCancelled, beat.IsReplacementConfirmed) = (null, false, false, false);
        style.Change(beat, b => b.Candidates.StandsIn(e.ETag));
        if (beat.State is not (BeatState.Complete or BeatState.Exists))
        {
            // Nothing is paid for because an older image came back.
            style.Change(beat, b => b.Candidates.Skip());
            style.Move(beat, BeatState.Exists);
            beat.Regenerate = false;
        }
    }
}
