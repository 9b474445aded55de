using ImageGen.Core.Api.Views;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Events;

/// <summary>The message of an event of the log: one or none, so that a position in the log names it.</summary>
internal static class EventMessages
{
    private const string LostWorker = "The call lost its worker and may have been billed.";

    public static EventMessage.Start Start(RunIndex index) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Run {index.Document.Id}: {index.Document.Storyboard.BeatCount} images in {index.Document.Storyboard.Styles.Length} styles."),
        index.Document.Id);

    /// <summary>The message of <paramref name="e"/>; <paramref name="tally"/> has taken it in already.</summary>
    public static EventMessage? Of(RunEvent e, RunIndex index, RunTally tally)
    {
        var message = MessageOf(e, index, tally);
        return message is EventMessage.OfBeat m && index.TryFind(new BeatRef(m.Style, m.Beat), out var place)
            ? m with { BeatLabel = place.Beat.Label }
            : message;
    }

    private static EventMessage? MessageOf(RunEvent e, RunIndex index, RunTally tally) => e switch
    {
        RunStarted { Start: 1 } => Changed(tally, RunChange.Started),
        RunStarted => Changed(tally, RunChange.Restarted, "The host has started again and continues."),
        HostStopped => Changed(tally, RunChange.HostStopped, "The host went down; the run continues when it starts again."),
        RunPaused p => Changed(tally, RunChange.Paused, p.Reason),
        RunResumed => Changed(tally, RunChange.Resumed),
        RunCancelled c => Changed(tally, RunChange.Cancelled, RunViews.CancelReason(c)),
        RunStopped s => new EventMessage.Stopped(s.Reason),
        RunEnded => Changed(tally, RunChange.Ended),
        BeatsRequested r => Changed(tally, RunChange.Requested, Words(r)),
        AttemptStarted { Candidate: { } number } a => Further(a.Style, a.Beat, number, ProgressStatus.Generating, index),
        AttemptStarted a => Progress(new BeatRef(a.Style, a.Beat), ProgressStatus.Generating, index, tally),
        AttemptFailed { Candidate: { } number } a => Further(a.Style, a.Beat, number, ProgressStatus.Generating, index) with
        {
            Error = a.Why.Reason,
            CostUsd = a.CostUsd,
            UnconfirmedUsd = a.UnconfirmedUsd,
        },
        AttemptAbandoned { Candidate: { } number } a => Further(a.Style, a.Beat, number, ProgressStatus.Generating, index) with
        {
            Error = LostWorker,
            CostUsd = 0,
        },
        CandidateStored c =>
            Further(c.Style, c.Beat, c.Number, c.Attempt is null ? ProgressStatus.Skipped : ProgressStatus.Complete, index, c.ETag) with
            {
                CostUsd = c.CostUsd,
                Note = c.Note,
            },
        CandidateFailed c => Further(c.Style, c.Beat, null, ProgressStatus.Error, index) with
        {
            Error = c.Why.Reason,
            CostUsd = c.CostUsd,
            UnconfirmedUsd = c.UnconfirmedUsd,
        },
        CandidatePlaced p => Chosen(p, index, tally),
        VersionPlaced p => Restored(p, index, tally),
        BeatReviewed r when index.TryFind(new BeatRef(r.Style, r.Beat), out _) =>
            new EventMessage.Reviewed(r.Style, r.Beat, tally.Review(new BeatRef(r.Style, r.Beat))),
        AttemptFailed a => new EventMessage.Attempt(a.Style, a.Beat, a.Why.Reason, a.CostUsd, a.Why.Kind, a.UnconfirmedUsd),
        AttemptAbandoned a => new EventMessage.Attempt(a.Style, a.Beat, LostWorker, 0),
        BeatCompleted c => Progress(new BeatRef(c.Style, c.Beat), ProgressStatus.Complete, index, tally, c.ImagePath, c.ETag) with
        {
            CostUsd = c.CostUsd,
            Note = c.Note,
        },
        BeatExisting f => Progress(new BeatRef(f.Style, f.Beat), ProgressStatus.Skipped, index, tally, f.ImagePath, f.ETag),
        BeatFailed f => Progress(new BeatRef(f.Style, f.Beat), ProgressStatus.Error, index, tally) with
        {
            Error = f.Why.Reason,
            CostUsd = f.CostUsd,
            UnconfirmedUsd = f.UnconfirmedUsd,
        },
        BeatLost l =>
            Changed(tally, RunChange.Requested, $"The image of beat {l.Beat} of '{l.Style.Name()}' is gone; it is to be regenerated."),
        BeatSkipped s => Progress(new BeatRef(s.Style, s.Beat), ProgressStatus.Skipped, index, tally),
        StyleWaiting w => new EventMessage.Waiting(w.Style, w.Reason, w.Reason is null ? null : w.Until, w.Outage),
        KeyFaultFound k => new EventMessage.KeyFault(k.Style, k.Reason),
        LimitsLearned l => new EventMessage.Limits(l.Style, l.Limits),
        _ => null,
    };

    private static EventMessage.Changed Changed(RunTally tally, RunChange change, string? reason = null) =>
        new(tally.Status, change, reason);

    private static EventMessage.Candidate Further(
        ImageStyle style, BeatId beat, int? number, ProgressStatus status, RunIndex index, string? etag = null) =>
        new(style, beat, status, number, etag is null ? null : UriOf(style, beat, etag, index), etag);

    private static EventMessage.Chosen Chosen(CandidatePlaced e, RunIndex index, RunTally tally) =>
        new(e.Style, e.Beat, e.Number, e.ImagePath, UriOf(e.Style, e.Beat, e.ETag, index), e.ETag)
        {
            Review = tally.Review(new BeatRef(e.Style, e.Beat)),
        };

    private static EventMessage.Restored Restored(VersionPlaced e, RunIndex index, RunTally tally)
    {
        var beat = new BeatRef(e.Style, e.Beat);
        var uri = ImageUris.Of(index.Name(beat, index.TryFind(beat, out var known) ? known.Beat.Shot : default), e.ETag);
        return new EventMessage.Restored(
            e.Style, e.Beat, tally.Completed(e.Style), index.Total(e.Style), e.ImagePath, uri, e.ETag)
        {
            Review = tally.Review(beat),
        };
    }

    private static string UriOf(ImageStyle style, BeatId beat, string etag, RunIndex index)
    {
        var place = new BeatRef(style, beat);
        return ImageUris.OfCandidate(index.Name(place, index.TryFind(place, out var known) ? known.Beat.Shot : default), etag);
    }

    private static EventMessage.Progress Progress(
        BeatRef beat, ProgressStatus status, RunIndex index, RunTally tally, string? imagePath = null, string? etag = null)
    {
        var known = index.TryFind(beat, out var place) ? place.Beat : null;
        var shot = known?.Shot ?? default;
        var uri = imagePath is null ? null : ImageUris.Of(index.Name(beat, shot), etag);
        return new EventMessage.Progress(
            beat.Style, beat.Beat, shot, tally.Completed(beat.Style), index.Total(beat.Style), status, imagePath, uri)
        {
            Review = imagePath is null ? null : tally.Review(beat),
            ShotLabel = known?.ShotLabel,
        };
    }

    private static string Words(BeatsRequested e)
    {
        var beats = e.Beats.Length switch
        {
            0 when e.Kind is BeatRequestKind.Retry => "All failed beats",
            0 when e.ExceptApproved => "All beats that are not approved",
            0 => "All beats",
            1 => $"Beat {e.Beats[0].Beat} of '{e.Beats[0].Style.Name()}'",
            var n => string.Create(CultureInfo.InvariantCulture, $"{n} beats"),
        };
        var are = e.Beats.Length == 1 ? "is" : "are";
        return e.Kind switch
        {
            BeatRequestKind.Retry => $"{beats} {are} to be tried again.",
            BeatRequestKind.Regenerate => $"{beats} {are} to be regenerated.",
            BeatRequestKind.First => $"{beats} {are} to come first.",
            BeatRequestKind.Skip => $"{beats} {are} not to be generated.",
            _ => throw new ArgumentOutOfRangeException(nameof(e), e.Kind, "Not a request."),
        };
    }
}
