using System.Collections;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Events;

/// <summary>
/// The little of a run's state that its messages show: status, images per style and reviews. A tenth of <see cref="RunState"/>'s memory, so
/// that many clients can each be at another place of a long log; <c>RunTallyTests</c> holds the two against each other.
/// </summary>
internal sealed class RunTally(RunIndex index)
{
    private readonly BitArray _there = new(index.Count);
    private readonly int[] _completed = new int[ImageStyles.All.Count];
    private readonly string?[] _images = new string?[index.Count];
    private readonly Dictionary<BeatRef, BeatReview> _reviews = (index.Document.Reviews ?? []).ToDictionary(
        r => new BeatRef(r.Style, r.Beat), r => new BeatReview(r.Approved, r.Note, r.ETag));
    private RunPhase _phase;

    public RunStatus Status => _phase.Status;

    public bool HasEnded => _phase.HasEnded;

    public int Completed(ImageStyle style) => _completed[(int)style];

    /// <summary>What a person thinks of the beat's image as it is now; null: there is neither approval nor note.</summary>
    public ReviewView? Review(BeatRef beat) => ReviewView.Of(
        _reviews.GetValueOrDefault(beat), index.TryFind(beat, out var place) ? _images[place.Number] : null);

    public void Apply(RunEvent e)
    {
        _phase = _phase.After(e);
        switch (e)
        {
            case BeatsRequested { Kind: BeatRequestKind.Regenerate } requested: OnRegenerate(requested); break;
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

    private void OnRegenerate(BeatsRequested e)
    {
        foreach (var beat in e.Beats.IsEmpty ? index.All : e.Beats)
        {
            if (!(e.ExceptApproved && Review(beat) is { Approved: true }))
            {
                Set(beat, false);
            }
        }
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
