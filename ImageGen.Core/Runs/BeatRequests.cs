using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>What stands against a request for beats of a run.</summary>
internal sealed class BeatRequests(RunLogs runLogs, ProjectReviews reviews)
{
    /// <summary>Why an older run does not generate images that were approved in a newer one; null: it would not.</summary>
    public async Task<string?> RefusesApprovedLaterAsync(
        string runId, BeatRequestKind kind, ImmutableArray<BeatRef> beats, CancellationToken cancellationToken)
    {
        if (kind is not (BeatRequestKind.Retry or BeatRequestKind.Regenerate)
            || !RunIds.TryParse(runId, out _, out _)
            || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return null;
        }

        var run = runLog.Document;
        var newest = new Dictionary<ImageStyle, string>();
        foreach (var style in run.Storyboard.Styles.Select(s => s.Style))
        {
            if (await reviews.NewestAsync(run.Storyboard.Project, style, cancellationToken) is { } id && id != run.Id)
            {
                newest[style] = id;
            }
        }

        if (newest.Count == 0)
        {
            return null;
        }

        var asked = await runLog.ReadAsync(
            state => state.Styles.SelectMany(s => s.Beats)
                .Where(b => beats.IsEmpty || beats.Contains(new BeatRef(b.Style, b.Beat.Id)))
                .Where(b => kind is BeatRequestKind.Regenerate || b.State is not (BeatState.Complete or BeatState.Exists))
                .Select(b => new BeatRef(b.Style, b.Beat.Id))
                .ToArray(),
            cancellationToken);
        return ApprovedImages.RefusesOlderRun(asked, newest, (await reviews.OfAsync(run.Storyboard, cancellationToken)).Approved);
    }

    /// <summary>Why the run, as it is, does not take the request; null: it does.</summary>
    public static string? Refuses(RunState state, BeatRequestKind kind, ImmutableArray<BeatRef> beats)
    {
        foreach (var beat in beats)
        {
            if (state.Find(beat.Style, beat.Beat) is null)
            {
                return $"It has no beat {beat.Beat} in style '{beat.Style.Name()}'.";
            }
        }

        return kind switch
        {
            BeatRequestKind.Retry when beats.IsEmpty && !state.Styles.Any(s => IsLeft(state, s)) => "No beat of it has failed.",
            BeatRequestKind.First or BeatRequestKind.Skip when beats.IsEmpty => "Name the beats.",
            BeatRequestKind.First or BeatRequestKind.Skip when state.HasEnded => "It has ended.",
            _ => null,
        };
    }

    /// <summary>Whether a retry without names has something to do in the style: failed beats, or what a cancel left.</summary>
    private static bool IsLeft(RunState state, StyleState style) =>
        style.Count(BeatState.Error) > 0
            || style.HasCancelled
            || style.HasFailedCandidates
            || (state.Cancelled is not null && style.Count(BeatState.Pending) > 0);
}
