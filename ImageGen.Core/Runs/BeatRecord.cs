using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>The state of one beat of a run, by the log. Changed only by <see cref="RunState"/>.</summary>
public sealed class BeatRecord
{
    private Dictionary<FailureKind, int>? _failures;
    private ImmutableArray<OpenAttempt> _abandoned = [];
    private ImmutableArray<OpenAttempt> _begun = [];
    private int _attemptsBefore;
    private string? _etag;

    internal BeatRecord(Beat beat, ImageStyle style, int wanted = 1)
    {
        Beat = beat;
        Style = style;
        Candidates = new CandidateList(wanted);
    }

    /// <summary>What was asked for.</summary>
    public Beat Beat { get; }

    /// <summary>Its style.</summary>
    public ImageStyle Style { get; }

    /// <summary>What it is.</summary>
    public BeatState State { get; internal set; }

    /// <summary>Its images to choose from, in a run that asks for several.</summary>
    public CandidateList Candidates { get; }

    /// <summary>How many further candidates are to be generated now that its image is there.</summary>
    public int MissingCandidates => State is BeatState.Complete or BeatState.Exists ? Candidates.Missing : 0;

    /// <summary>How many images are to be generated beyond the one in the layout, now or once that is there.</summary>
    internal int CandidatesAhead => State is BeatState.Pending or BeatState.Generating ? Candidates.Wanted - 1 : MissingCandidates;

    /// <summary>The hash of the image that its image was generated from; null: none, or not recorded.</summary>
    internal string? From { get; set; }

    /// <summary>The ETags of images that were in its place before the one that is there now, as far as this run's log knows.</summary>
    internal ImmutableArray<string> FormerImages { get; private set; } = [];

    /// <summary>What a person thinks of its image; null: there is no review, or it was taken back.</summary>
    public BeatReview? Review { get; internal set; }

    /// <summary>True when the image in the layout is the one that a person approved.</summary>
    public bool IsApproved => ETag is { } etag && IsApprovedImage(etag);

    /// <summary>True when a person approved an image, and another one has taken its place.</summary>
    public bool IsApprovalLapsed => Review is { Approved: true } review && ETag is { } etag && review.ETag != etag;

    /// <summary>True when a person confirmed that its approved image is to be generated again.</summary>
    internal bool IsReplacementConfirmed { get; set; }

    /// <summary>The older image that a person wants back and that is not in its place yet; null: none.</summary>
    internal VersionChosen? Restoring { get; set; }

    /// <summary>The older image that came back last; null: none did.</summary>
    internal VersionChosen? Restored { get; set; }

    /// <summary>
    /// The ETag of the image that a person wants in the layout and that is not there yet as far as the log knows; null: none.
    /// </summary>
    internal string? Unplaced => Restoring is { } version ? (IsSettled ? version.ETag : null)
        : Candidates.Chosen != Candidates.Placed ? Candidates.Find(Candidates.Chosen)?.ETag
        : null;

    /// <summary>How many calls were begun for it.</summary>
    public int Attempts { get; internal set; }

    /// <summary>The image's path within the project; null while the log knows of none.</summary>
    public string? ImagePath { get; internal set; }

    /// <summary>The image's ETag.</summary>
    public string? ETag
    {
        get => _etag;
        internal set
        {
            if (_etag is { } former && former != value && !FormerImages.Contains(former))
            {
                FormerImages = FormerImages.Add(former);
            }

            _etag = value;
        }
    }

    /// <summary>The last failure since the last success.</summary>
    public ModelFailure? Error { get; internal set; }

    /// <summary>US dollars of attempts whose outcome is known.</summary>
    public decimal CostUsd { get; internal set; }

    /// <summary>US dollars, by estimate, of attempts that may have been billed: no complete answer is known.</summary>
    public decimal UnconfirmedUsd { get; internal set; }

    /// <summary>How many attempts <see cref="UnconfirmedUsd"/> is about.</summary>
    public int UnconfirmedAttempts { get; internal set; }

    /// <summary>What a person should know of it.</summary>
    public string? Note { get; internal set; }

    /// <summary>True when it is to be generated although its image is there (and nothing was generated since that was asked).</summary>
    public bool Regenerate { get; internal set; }

    /// <summary>
    /// True while a call of it is under way that a person wants to be its last: it may still succeed, but is not tried again.
    /// </summary>
    public bool SkipAsked { get; internal set; }

    /// <summary>
    /// True for a beat that was not generated because its run was cancelled, and that was not asked for since the run continued with
    /// other beats.
    /// </summary>
    public bool IsCancelled { get; internal set; }

    /// <summary>
    /// True for a beat that the request leaves out (<see cref="RunOptions.Only"/>) and no one has asked for since: its image, if it has
    /// one, is kept whatever changed.
    /// </summary>
    public bool IsLeftOut { get; internal set; }

    /// <summary>1 and up for beats that a person wants first, the lowest first; 0 for all others.</summary>
    public int Priority { get; internal set; }

    /// <summary>The attempt that has no outcome yet; null: none.</summary>
    public OpenAttempt? Open { get; internal set; }

    /// <summary>The last attempt that lost its host before its outcome was known; null: none.</summary>
    internal OpenAttempt? Abandoned => _abandoned.IsEmpty ? null : _abandoned[^1];

    /// <summary>The attempt that was begun last, whatever became of it; null: none was.</summary>
    internal OpenAttempt? Last => _begun.IsEmpty ? null : _begun[^1];

    /// <summary>Failures that counted as tries since the beat was last asked for, by class.</summary>
    public IReadOnlyDictionary<FailureKind, int> Failures =>
        _failures ?? (IReadOnlyDictionary<FailureKind, int>)ImmutableDictionary<FailureKind, int>.Empty;

    /// <summary>Failures that count towards the retry limits, since the beat was last asked for.</summary>
    public BeatAttempts FailedAttempts => new(
        Failures.GetValueOrDefault(FailureKind.Transient),
        Failures.GetValueOrDefault(FailureKind.NoImage) + Failures.GetValueOrDefault(FailureKind.BrokenImage),
        Failures.GetValueOrDefault(FailureKind.Unanswered));

    /// <summary>True when there is nothing to do for it unless a person requests it.</summary>
    public bool IsSettled => State is BeatState.Complete or BeatState.Exists or BeatState.Error or BeatState.Skipped;

    /// <summary>
    /// True for an attempt without outcome that was begun since the beat was last asked to be regenerated: an image of it is the one
    /// that was asked for.
    /// </summary>
    internal bool AwaitsImageOf(string attempt) =>
        (Open is { } open && open.Id == attempt && open.Number > _attemptsBefore)
        || _abandoned.Any(lost => lost.Id == attempt && lost.Number > _attemptsBefore);

    /// <summary>The attempt of that id whose outcome is not known; null: there is none.</summary>
    internal OpenAttempt? AttemptOf(string attempt) =>
        Open?.Id == attempt ? Open : _abandoned.FirstOrDefault(lost => lost.Id == attempt);

    /// <summary>True for an image that is approved and whose replacement no one has confirmed: it is kept.</summary>
    internal bool Keeps(string etag) => IsApprovedImage(etag) && !IsReplacementConfirmed;

    /// <summary>The last attempt whose id begins with <paramref name="prefix"/>, whatever its outcome; null: none was begun.</summary>
    internal OpenAttempt? FindBegun(string prefix) => _begun.LastOrDefault(made => made.Id.StartsWith(prefix, StringComparison.Ordinal));

    internal void Begin(OpenAttempt attempt)
    {
        _begun = _begun.Add(attempt);
        Open = attempt;
    }

    internal void Abandon(OpenAttempt attempt) => _abandoned = _abandoned.Add(attempt);

    /// <summary>The abandoned attempt of that id, which is so no longer; null: there is none.</summary>
    internal OpenAttempt? TakeAbandoned(string? attempt)
    {
        var taken = _abandoned.FirstOrDefault(lost => lost.Id == attempt);
        _abandoned = taken is null ? _abandoned : _abandoned.Remove(taken);
        return taken;
    }

    /// <summary>How many attempts failed because the service was in trouble, outages included, since the beat was last asked for.</summary>
    internal int Overloads { get; set; }

    internal void CountFailure(FailureKind kind)
    {
        _failures ??= [];
        _failures[kind] = _failures.GetValueOrDefault(kind) + 1;
    }

    internal void CountTransient(int by)
    {
        _failures ??= [];
        _failures[FailureKind.Transient] = Math.Max(0, _failures.GetValueOrDefault(FailureKind.Transient) + by);
    }

    internal void AskAgain(bool regenerate)
    {
        (State, SkipAsked, IsCancelled, IsLeftOut) = (BeatState.Pending, false, false, false);
        if (regenerate)
        {
            (Regenerate, _attemptsBefore) = (true, Attempts);
            (IsReplacementConfirmed, Restoring) = (true, null);
            Candidates.BeginRound();
        }

        Error = null;
        ForgetFailures();
    }

    internal void ForgetFailures() => (_failures, Overloads) = (null, 0);

    private bool IsApprovedImage(string etag) => Review is { Approved: true } review && review.ETag == etag;
}

/// <summary>A paid call without an outcome.</summary>
/// <param name="Id">The attempt.</param>
/// <param name="StartedAt">When it was recorded.</param>
/// <param name="EstimateUsd">What it would cost.</param>
public sealed record OpenAttempt(string Id, DateTimeOffset StartedAt, decimal EstimateUsd)
{
    /// <summary>Which attempt of its beat it is, counted from 1.</summary>
    internal int Number { get; init; }

    /// <summary>With which key.</summary>
    internal string KeyId { get; init; } = string.Empty;

    /// <summary>The number of the further candidate that it is for; null: it is for the beat's image itself.</summary>
    internal int? Candidate { get; init; }
}
