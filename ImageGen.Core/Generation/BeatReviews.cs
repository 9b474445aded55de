using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation;

/// <summary>
/// Reviews of a beat's image by people, during a run and after it. An approval is bound to the image that is in the layout: another image
/// is not approved.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="runLogs">The runs' logs.</param>
/// <param name="reviews">Which run of a project is the newest.</param>
/// <param name="images">Where images are.</param>
/// <param name="time">The clock.</param>
public sealed class BeatReviews(RunLogs runLogs, ProjectReviews reviews, IImageStore images, TimeProvider time)
{
    /// <summary>Replaces the review of a beat.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="beat">The beat.</param>
    /// <param name="review">The review; its ETag is that of the image which the person saw; null: unknown.</param>
    /// <param name="cancellationToken">Ends it before the review is in the log.</param>
    public async Task<ControlResult> ReviewAsync(string runId, BeatRef beat, BeatReview review, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(review);
        if (!RunIds.TryParse(runId, out _, out _)
            || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog
            || runLog.Find(beat.Style, beat.Beat) is not { } known)
        {
            return new ControlResult.NotFound();
        }

        var project = runLog.Document.Storyboard.Project;
        if (await reviews.NewestAsync(project, beat.Style, cancellationToken) is { } newest && newest != runLog.Document.Id)
        {
            return new ControlResult.Refused(
                $"Run {newest} of the project has style '{beat.Style.Name()}', too, and is newer. Review its images there.");
        }

        var stored = await images.FindAsync(new ImageName(project, beat.Style, known.Shot, beat.Beat), cancellationToken);
        var refusal = await runLog.DecideAsync(
            state =>
            {
                var record = state.Find(beat.Style, beat.Beat)!;
                if (Refusal(record, review, stored) is { } why)
                {
                    return new Decision<string?>(why);
                }

                var updated = review with { ETag = record.ETag };
                return updated == (record.Review ?? new BeatReview(false, null, record.ETag))
                    ? new Decision<string?>(null)
                    : new Decision<string?>(
                        null,
                        [new BeatReviewed(time.GetUtcNow(), beat.Style, beat.Beat, updated.Approved, updated.Note, updated.ETag)]);
            },
            cancellationToken);
        return refusal is null ? new ControlResult.Done() : new ControlResult.Refused(refusal);
    }

    private static string? Refusal(BeatRecord record, BeatReview review, StoredImage? stored)
    {
        var beat = $"beat {record.Beat.Id} of '{record.Style.Name()}'";
        return review.ETag is { } seen && seen != record.ETag ? $"The image of {beat} has changed meanwhile. Review it again."
            : !review.Approved ? null
            : record.State is BeatState.Pending or BeatState.Generating
                ? $"The image of {beat} is being generated. Approve it when it is there."
            : stored is null || record.ETag is null ? $"There is no image of {beat} to approve."
            : stored.ETag != record.ETag
                ? $"The image of {beat} in the store is not the one that this run knows of: another one was put there. "
                    + "Start a run of the project, which takes it up, and approve it there."
            : null;
    }
}
