using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>
/// All that is known of a run: the fold of its log over its document. The same events give the same state, in every process.
/// Not thread-safe: <see cref="RunLog"/> guards the one that it keeps.
/// </summary>
public sealed partial class RunState
{
    // After a longer wait (for the next day's quota), the pace before it means nothing.
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(5);

    private readonly Dictionary<ImageStyle, StyleState> _styles;
    private RunPhase _phase;
    private int _priorities;

    // A start that nothing good has come of yet, and that would be a crash if the next event were another start.
    private bool _isUnproven;

    /// <summary>A run whose log is empty.</summary>
    public RunState(RunDocument document)
    {
        Document = document;
        MaxCostUsd = document.Storyboard.Options.MaxCostUsd;
        UpdatedAt = document.CreatedAt;
        var only = document.Storyboard.Options.Only?.ToHashSet();
        Styles = [.. document.Storyboard.Styles.Select(s => new StyleState(s, document.Storyboard, only))];
        _styles = Styles.ToDictionary(s => s.Style);
        foreach (var beat in document.Storyboard.Options.First)
        {
            Prioritise(s => s.Find(beat));
        }

        TakeOverReviews();
    }

    /// <summary>The document over which the log is folded.</summary>
    public RunDocument Document { get; }

    /// <summary>Its styles, in the order of <see cref="ImageStyles.All"/>.</summary>
    public ImmutableArray<StyleState> Styles { get; }

    /// <summary>The end of the log up to which this has read.</summary>
    public LogPosition Position { get; private set; }

    /// <summary>Its status.</summary>
    public RunStatus Status => _phase.Status;

    /// <summary>Why it is paused or stopped; null otherwise.</summary>
    public string? Reason { get; private set; }

    /// <summary>Who paused it; null when it is not paused.</summary>
    public PausedBy? PausedBy => _phase.PausedBy;

    /// <summary>Set while it is cancelled.</summary>
    public RunCancelled? Cancelled { get; private set; }

    /// <summary>True while it is stopped because no beat could succeed.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The cost limit as it stands now; null: none.</summary>
    public decimal? MaxCostUsd { get; private set; }

    /// <summary>US dollars of calls whose outcome is known.</summary>
    public decimal CostUsd { get; private set; }

    /// <summary>US dollars of calls under way, by estimate.</summary>
    public decimal OpenUsd { get; private set; }

    /// <summary>US dollars, by estimate, of attempts that lost their host or got no complete answer: they may have been billed.</summary>
    public decimal UnconfirmedUsd { get; private set; }

    /// <summary>How many calls <see cref="UnconfirmedUsd"/> is about.</summary>
    public int UnconfirmedCalls { get; private set; }

    /// <summary>How many calls were begun.</summary>
    public int Calls { get; private set; }

    /// <summary>How often a host began to work on it.</summary>
    public int Starts { get; private set; }

    /// <summary>US dollars of the attempt that was begun last, by estimate; 0: none was.</summary>
    public decimal LastEstimateUsd { get; private set; }

    /// <summary>Why the last attempt without a complete answer got none, for people; null: there is none.</summary>
    public string? LastUnanswered { get; private set; }

    /// <summary>Answers in a row without a usable image.</summary>
    public AnswerStreak Answers { get; } = new();

    /// <summary>How often a person resumed it.</summary>
    public int Resumes { get; private set; }

    /// <summary>Starts in a row that ended neither cleanly nor with an image.</summary>
    public int CrashesInARow { get; private set; }

    /// <summary>What <see cref="CrashesInARow"/> will be if a host begins to work on it now.</summary>
    public int CrashesAtNextStart => _isUnproven ? CrashesInARow + 1 : 0;

    /// <summary>When its last event happened.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>When it ended; null while it continues.</summary>
    public DateTimeOffset? EndedAt => _phase.EndedAt;

    /// <summary>Grows with everything a person asks of the run; a workflow that has seen this number has nothing to catch up on.</summary>
    public int ControlVersion { get; private set; }

    /// <summary>True from its end until something is asked of it again.</summary>
    public bool HasEnded => EndedAt is not null;

    /// <summary>
    /// True when no further attempt begins until a person requests more: the run was cancelled, or stopped because no beat could succeed.
    /// </summary>
    public bool IsOver => Cancelled is not null || IsStopped;

    /// <summary>True while a paid attempt may begin, as far as the run as a whole is concerned.</summary>
    public bool MayBeginAttempt => PausedBy is null && !IsOver && !HasEnded;

    /// <summary>The status with which the run ends if no work is left.</summary>
    public RunStatus EndStatus => this switch
    {
        { IsStopped: true } => RunStatus.Failed,
        { Cancelled: not null } => RunStatus.Cancelled,
        _ when Styles.Any(s => s.HasCancelled) => RunStatus.Cancelled,
        _ when Styles.Any(s => s.Count(BeatState.Error) > 0) => RunStatus.CompletedWithErrors,
        _ => RunStatus.Completed,
    };

    /// <summary>The style, which the run is known to have.</summary>
    /// <exception cref="InvalidOperationException">The run does not have it.</exception>
    public StyleState Style(ImageStyle style) =>
        Find(style) ?? throw new InvalidOperationException($"Run {Document.Id} has no style {style.Name()}.");

    /// <summary>The style; null when the run does not have it.</summary>
    public StyleState? Find(ImageStyle style) => _styles.GetValueOrDefault(style);

    /// <summary>The beat; null when the run does not have it.</summary>
    public BeatRecord? Find(ImageStyle style, BeatId beat) => Find(style)?.Find(beat);

    /// <summary>Takes in the next event of the log.</summary>
    public void Apply(LoggedEvent logged)
    {
        Position = logged.Position;
        UpdatedAt = logged.Event.At > UpdatedAt ? logged.Event.At : UpdatedAt;
        _phase = _phase.After(logged.Event);
        switch (logged.Event)
        {
            case RunStarted e: OnStarted(e); break;
            case HostStopped: OnHostStopped(); break;
            case RunPaused e: OnPaused(e); break;
            case RunResumed e: OnResumed(e); break;
            case RunCancelled e: OnCancelled(e); break;
            case RunStopped e: (IsStopped, Reason) = (true, e.Reason); ControlVersion++; break;
            case BeatsRequested e: OnRequested(e); break;
            case AttemptStarted e: OnBeat(e.Style, e.Beat, (s, b) => OnAttempt(s, b, e)); break;
            case AttemptFailed e: OnBeat(e.Style, e.Beat, (s, b) => OnAttemptFailed(s, b, e)); break;
            case AttemptAbandoned e: OnBeat(e.Style, e.Beat, (s, b) => OnAbandoned(s, b, e)); break;
            case BeatCompleted e: OnBeat(e.Style, e.Beat, (s, b) => OnCompleted(s, b, e)); break;
            case BeatExisting e: OnBeat(e.Style, e.Beat, (s, b) => OnFound(s, b, e)); break;
            case BeatFailed e: OnBeat(e.Style, e.Beat, (s, b) => OnFailed(s, b, e)); break;
            case BeatSkipped e: OnBeat(e.Style, e.Beat, (s, b) => s.Move(b, BeatState.Skipped)); break;
            case BeatLost e: OnBeat(e.Style, e.Beat, OnLost); break;
            case CandidateStored e: OnBeat(e.Style, e.Beat, (s, b) => OnCandidate(s, b, e)); break;
            case CandidateFailed e: OnBeat(e.Style, e.Beat, (s, b) => OnCandidateFailed(s, b, e)); break;
            case CandidateChosen e: OnBeat(e.Style, e.Beat, (_, b) => OnChosen(b, e)); break;
            case CandidatePlaced e: OnBeat(e.Style, e.Beat, (_, b) => OnPlaced(b, e)); break;
            case BeatReviewed e: OnBeat(e.Style, e.Beat, (_, b) => OnReviewed(b, e)); break;
            case VersionChosen e: OnBeat(e.Style, e.Beat, (s, b) => OnVersionChosen(s, b, e)); break;
            case VersionPlaced e: OnBeat(e.Style, e.Beat, (s, b) => OnVersionPlaced(s, b, e)); break;
            case StyleWaiting e: OnStyle(e.Style, s => OnWaiting(s, e)); break;
            case LimitsLearned e: OnStyle(e.Style, s => s.LearnedLimits = e.Limits); break;
            case KeyFaultFound e: OnStyle(e.Style, s => s.NoteKeyFault(e.Reason)); break;
            case StyleEnded e: OnStyle(e.Style, s => (s.HasEnded, s.Waiting) = (true, null)); break;
            case RunEnded e: OnEnded(e); break;
        }
    }

    private void Prioritise(Func<StyleState, BeatRecord?> find)
    {
        _priorities++;
        foreach (var beat in Styles.Select(find).OfType<BeatRecord>())
        {
            beat.Priority = _priorities;
        }
    }

    private void OnStyle(ImageStyle style, Action<StyleState> apply)
    {
        if (Find(style) is { } state)
        {
            apply(state);
        }
    }

    private void OnBeat(ImageStyle style, BeatId beat, Action<StyleState, BeatRecord> apply)
    {
        if (Find(style) is { } state && state.Find(beat) is { } record)
        {
            apply(state, record);
        }
    }
}
