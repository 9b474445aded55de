using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>Makes the API's view of a run out of its state.</summary>
public static class RunViews
{
    /// <summary>The view at <paramref name="now"/>.</summary>
    /// <param name="state">The run.</param>
    /// <param name="withBeats">With every beat, or the counters only.</param>
    /// <param name="now">For what depends on the clock: the time left.</param>
    /// <param name="bound">The least time that so many more images of a style take by the limits of its keys; null: not known.</param>
    public static RunView Of(RunState state, bool withBeats, DateTimeOffset now, Func<ImageStyle, int, TimeSpan?>? bound = null) => new()
    {
        Id = state.Document.Id,
        Project = state.Document.Storyboard.Project.Value,
        ProjectPath = state.Document.Storyboard.ProjectPath,
        Status = state.Status,
        Reason = state.Reason ?? (state is { HasEnded: false, Cancelled: { } cancelled } ? CancelReason(cancelled) : null),
        PausedBy = state.PausedBy,
        CreatedAt = state.Document.CreatedAt,
        UpdatedAt = state.UpdatedAt,
        EndedAt = state.EndedAt,
        Completed = state.Styles.Sum(s => s.Completed),
        Failed = state.Styles.Sum(s => s.Count(BeatState.Error)),
        Total = state.Document.Storyboard.BeatCount,
        CostUsd = state.CostUsd,
        UnconfirmedUsd = state.UnconfirmedUsd,
        UnconfirmedCalls = state.UnconfirmedCalls,
        MaxCostUsd = state.MaxCostUsd,
        SecondsLeft = TimeLeft.Of(state, now, bound)?.TotalSeconds,
        LastEventId = state.Position.Value,
        HasReferences = state.Document.Storyboard.References is not null,
        Styles = [.. state.Styles.Select(s => Of(s, state.Document.Storyboard.Project, withBeats))],
    };

    internal static string CancelReason(RunCancelled cancelled) => cancelled.DropInFlight
        ? "It was cancelled; calls under way are dropped and may be billed."
        : "It was cancelled; calls under way are being finished.";

    private static StyleView Of(StyleState style, ProjectName project, bool withBeats) => new()
    {
        Style = style.Style.Name(),
        Completed = style.Completed,
        Existing = style.Count(BeatState.Exists),
        Failed = style.Count(BeatState.Error),
        Skipped = style.Count(BeatState.Skipped),
        Generating = style.Count(BeatState.Generating),
        Pending = style.Count(BeatState.Pending),
        Total = style.Beats.Length,
        CandidatesLeft = style.CandidatesAhead,
        Approved = style.Approved,
        CostUsd = style.CostUsd,
        UnconfirmedUsd = style.UnconfirmedUsd,
        UnconfirmedAttempts = style.UnconfirmedAttempts,
        WaitingFor = style.Waiting?.Reason,
        WaitingUntil = style.Waiting?.Until,
        Outage = style.Waiting?.Outage,
        KeyFaults = style.KeyFaults.IsEmpty ? null : style.KeyFaults,
        LearnedLimits = style.LearnedLimits.IsEmpty ? null : style.LearnedLimits,
        Beats = withBeats ? BeatsOf(style, project) : null,
    };

    private static ImmutableArray<BeatView> BeatsOf(StyleState style, ProjectName project)
    {
        var changed = style.Changed();
        return [.. style.Beats.Select(b => Of(b, project, changed.Contains(b.Beat.Id)))];
    }

    private static BeatView Of(BeatRecord beat, ProjectName project, bool isChanged) => new()
    {
        Beat = beat.Beat.Id.Value,
        Shot = beat.Beat.Shot,
        BeatLabel = beat.Beat.Label,
        ShotLabel = beat.Beat.ShotLabel,
        State = beat.State,
        Attempts = beat.Attempts,
        ImagePath = beat.ImagePath,
        ImageUri = beat.ImagePath is null
            ? null
            : ImageUris.Of(new ImageName(project, beat.Style, beat.Beat.Shot, beat.Beat.Id), beat.ETag),
        Error = beat.Error,
        CostUsd = beat.CostUsd,
        UnconfirmedUsd = beat.UnconfirmedUsd,
        UnconfirmedAttempts = beat.UnconfirmedAttempts,
        Note = beat.Note,
        Candidates = CandidateView.Of(beat, project),
        Review = ReviewView.Of(beat),
        Changed = isChanged,
    };
}
