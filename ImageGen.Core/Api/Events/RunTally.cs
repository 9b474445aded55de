using System.Collections;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Events;

/// <summary>
/// The little of a run's state that its messages show: status, images per style and reviews. The same fold as <see cref="RunState"/>'s, in
/// a few bytes per beat, so that many clients can each be at another place of a long log.
/// </summary>
internal sealed class RunTally(RunIndex index)
{
    private readonly BitArray _there = new(index.Count);
    private readonly int[] _completed = new int[ImageStyles.All.Count];
    private readonly string?[] _images = new string?[index.Count];
    private readonly Dictionary<BeatRef, BeatReview> _reviews = (index.Document.Reviews ?? []).ToDictionary(
        r => new BeatRef(r.Style, r.Beat), r => new BeatReview(r.Approved, r.Note, r.ETag));
    private bool _isPaused;

    public RunStatus Status { get; private set; } = RunStatus.Pending;

    public bool HasEnded { get; private set; }

    public int Completed(ImageStyle style) => _completed[(int)style];

    /// <summary>What a person thinks of the beat's image as it is now; null: there is neither approval nor note.</summary>
    public ReviewView? Review(BeatRef beat) => ReviewView.Of(
        _reviews.GetValueOrDefault(beat), index.TryFind(beat, out var place) ? _images[place.Number] : null);

    public void Apply(RunEvent e)
    {
        switch (e)
        {
            case RunStarted: Status = _isPaused ? RunStatus.Paused : RunStatus.Running; break;
            case HostStopped: Status = _isPaused ? RunStatus.Paused : RunStatus.Pending; break;
            case RunPaused: Pause(true); break;
            case RunResumed: Pause(false); break;
            case RunCancelled: (_isPaused, Status) = (false, Status is RunStatus.Paused ? RunStatus.Running : Status); break;
            case RunEnded ended: (_isPaused, Status, HasEnded) = (false, ended.Status, true); break;
            case BeatsRequested requested: OnRequested(requested); break;
            case AttemptStarted { Candidate: null } a: Set(new BeatRef(a.Style, a.Beat), false); break;
            case BeatCompleted c: Set(new BeatRef(c.Style, c.Beat), c.ETag); break;
            case BeatExisting f: Set(new BeatRef(f.Style, f.Beat), f.ETag); break;
            case VersionPlaced p: Set(new BeatRef(p.Style, p.Beat), p.ETag); break;
            case BeatReviewed { Approved: false, Note: null } r: _reviews.Remove(new BeatRef(r.Style, r.Beat)); break;
            case BeatReviewed r: _reviews[new BeatRef(r.Style, r.Beat)] = new BeatReview(r.Approved, r.Note, r.ETag); break;
            case CandidatePlaced p: Replace(new BeatRef(p.Style, p.Beat), p.ETag); break;
            case BeatFailed f: Set(new BeatRef(f.Style, f.Beat), false); break;
            case BeatLost l: Set(new BeatRef(l.Style, l.Beat), null); break;
            case BeatSkipped s: Set(new BeatRef(s.Style, s.Beat), false); break;
        }
    }

    private void Pause(bool isPaused)
    {
        _isPaused = isPaused;
        if (!HasEnded)
        {
            Status = isPaused ? RunStatus.Paused : RunStatus.Running;
        }
    }

    private void OnRequested(BeatsRequested e)
    {
        if (e.Kind is not (BeatRequestKind.Retry or BeatRequestKind.Regenerate))
        {
            return;
        }

        if (e.Kind is BeatRequestKind.Regenerate)
        {
            foreach (var beat in e.Beats.IsEmpty ? index.All : e.Beats)
            {
                if (!(e.ExceptApproved && Review(beat) is { Approved: true }))
                {
                    Set(beat, false);
                }
            }
        }

        HasEnded = false;
        Status = _isPaused ? RunStatus.Paused : RunStatus.Running;
    }

    /// <summary>The beat has this image now; null: none any more.</summary>
    private void Set(BeatRef beat, string? etag)
    {
        Set(beat, etag is not null);
        Replace(beat, etag);
    }

    private void Replace(BeatRef beat, string? etag)
    {
        if (index.TryFind(beat, out var place))
        {
            _images[place.Number] = etag;
        }
    }

    private void Set(BeatRef beat, bool isThere)
    {
        if (index.TryFind(beat, out var place) && _there[place.Number] != isThere)
        {
            _there[place.Number] = isThere;
            _completed[(int)beat.Style] += isThere ? 1 : -1;
        }
    }
}
