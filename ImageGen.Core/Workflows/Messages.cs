using System.Text.Json.Serialization;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Scheduling;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Workflows;

/// <summary>Input of <see cref="StoryboardWorkflow"/>.</summary>
/// <param name="RunId">The run; also the root's instance id.</param>
public sealed record StoryboardInput(string RunId);

/// <summary>Input of <see cref="StyleWorkflow"/>.</summary>
/// <param name="RunId">The run; also the root's instance id.</param>
/// <param name="Style">The style.</param>
/// <param name="Generation">How often this child has continued as new.</param>
/// <param name="CallTakes">How long a call takes, as far as the generation before knew; null: not known.</param>
/// <param name="Signals">How many signals the generations before sent to the root.</param>
public sealed record StyleInput(string RunId, ImageStyle Style, int Generation = 0, TimeSpan? CallTakes = null, int Signals = 0);

/// <summary>Output of <see cref="StyleWorkflow"/>.</summary>
/// <param name="Style">The style.</param>
/// <param name="Completed">Pictures that are there.</param>
/// <param name="Failed">Beats that failed.</param>
/// <param name="Total">Pictures asked for.</param>
public sealed record StyleResult(ImageStyle Style, int Completed, int Failed, int Total);

/// <summary>Which run and style an activity is about.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
public sealed record StyleRef(string RunId, ImageStyle Style);

/// <summary>Input of the activity that plans a window.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Max">Beats that it may plan, at most.</param>
/// <param name="IsFirst">True when the workflow begins: the store is looked through for what is there. Else the log is trusted.</param>
/// <param name="Known">Beats that the workflow has already: waiting, in flight.</param>
public sealed record PlanRequest(string RunId, ImageStyle Style, int Max, bool IsFirst, ImmutableArray<BeatId> Known);

/// <summary>A window: the beats of a style that come next.</summary>
/// <param name="Beats">In storyboard order; whoever a beat waits for is among them or known already.</param>
/// <param name="Outside">How many more beats there are to do.</param>
/// <param name="Control">What was asked of the run so far.</param>
/// <param name="MaxParallel">How many pictures may be drawn at a time; null: as many as the keys allow.</param>
/// <param name="FailWhenExhausted">True when used-up keys fail the beats that are left, instead of a wait for tomorrow.</param>
/// <param name="Status">Where the style stands.</param>
/// <param name="Model">The model of the run's requests; null: recorded before release 0.2.</param>
public sealed record WindowPlan(
    ImmutableArray<PlannedBeat> Beats,
    int Outside,
    StyleControl Control,
    int? MaxParallel,
    bool FailWhenExhausted,
    StyleStatus Status,
    string? Model = null);

/// <summary>One beat of a window.</summary>
/// <param name="Beat">Which.</param>
/// <param name="After">The beat that it continues, and waits for as long as the workflow has that in hand; null: it continues none.</param>
/// <param name="Shot">Its shot.</param>
/// <param name="Chain">How many beats wait for it one after the other, itself included, beyond the window too; 1 or more.</param>
/// <param name="Priority">1 and up for beats that a person wants first, the lowest first; 0 for all others.</param>
/// <param name="Order">Its place in the storyboard.</param>
/// <param name="Tries">Counted failures so far.</param>
public sealed record PlannedBeat(BeatId Beat, BeatId? After, int Shot, int Chain, int Priority, int Order, BeatTries Tries);

/// <summary>Input of the activity that reads what was asked of a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Known">Beats that the workflow has: waiting, in flight.</param>
/// <param name="Outside">How many more there were to do when it last planned.</param>
public sealed record ControlRequest(string RunId, ImageStyle Style, ImmutableArray<BeatId> Known, int Outside);

/// <summary>What was asked of a run, as far as one style is concerned.</summary>
/// <param name="Paused">Why no paid call may begin now; null: it may.</param>
/// <param name="IsOver">True when none will begin at all: cancelled, stopped.</param>
/// <param name="First">Of the known beats, those that come first, in that order.</param>
/// <param name="Skipped">Of the known beats, those that are not to be drawn.</param>
/// <param name="Replan">True when there is more to do, or something more urgent, than the workflow knows.</param>
public sealed record StyleControl(string? Paused, bool IsOver, ImmutableArray<BeatId> First, ImmutableArray<BeatId> Skipped, bool Replan);

/// <summary>Input of the GenerateBeat activity.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Grant">The right to one call.</param>
public sealed record GenerateBeatRequest(string RunId, ImageStyle Style, BeatId Beat, KeyGrant Grant);

/// <summary>How a GenerateBeat activity ended.</summary>
/// <param name="Beat">The beat.</param>
/// <param name="Kind">How.</param>
/// <param name="Report">For the key pool; null when no call was made, and the grant is to be given back.</param>
/// <param name="Why">Why there is no picture; null unless a call failed.</param>
/// <param name="Counts">Where the style stands now; null when nothing changed.</param>
/// <param name="Trouble">Why the run is paused, when it is for want of storage; null otherwise.</param>
public sealed record BeatOutcome(
    BeatId Beat, BeatOutcomeKind Kind, CallReport? Report = null, ModelFailure? Why = null, StyleCounts? Counts = null, StorageTrouble? Trouble = null)
{
    /// <summary>The pause that the workflow still has to record; null: none.</summary>
    [JsonIgnore]
    internal StorageTrouble? UnloggedTrouble => this switch
    {
        { Trouble: { } trouble } => trouble.IsLogged ? null : trouble,

        // As histories told it before there was a type for it: their workflows recorded it in any case, and replay so.
        { Kind: BeatOutcomeKind.Held, Why: { Code: StorageTrouble.Code } why } => new StorageTrouble(why.Reason, IsLogged: false, Resumes: null),
        _ => null,
    };
}

/// <summary>How a GenerateBeat activity ended.</summary>
public enum BeatOutcomeKind
{
    /// <summary>The picture is stored.</summary>
    Done,

    /// <summary>The call failed and is worth another try.</summary>
    Retry,

    /// <summary>The beat failed for good.</summary>
    Failed,

    /// <summary>No call was made: a person said not to draw it.</summary>
    Skipped,

    /// <summary>
    /// The run is paused, over or in trouble. No call was made, unless there is a report: then its picture could not be stored, or the
    /// model is gone.
    /// </summary>
    Held,

    /// <summary>
    /// The grant had expired, or its key is gone (which <see cref="BeatOutcome.Why"/> says), or an earlier delivery had used it (which
    /// is reported).
    /// </summary>
    Expired,
}

/// <summary>Output of the activity that lists a style's keys.</summary>
/// <param name="Keys">The keys, without their values.</param>
/// <param name="Problem">Why they could not be read, for people; null: they could.</param>
public sealed record KeyList(ImmutableArray<KeyDescriptor> Keys, string? Problem = null);

/// <summary>Input of the activity that records what a style waits for.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Wait">What for; null: it goes on.</param>
public sealed record WaitNote(string RunId, ImageStyle Style, StyleWait? Wait);

/// <summary>What a style waits for.</summary>
/// <param name="Text">For people.</param>
/// <param name="Until">Until when; null: not known.</param>
/// <param name="Kind">The limit or outage that it waits for; null: another reason.</param>
public sealed record StyleWait(string Text, DateTimeOffset? Until, KeyWaitKind? Kind = null)
{
    /// <summary>True when attempts are held back because none can succeed, also while one is in flight as a probe.</summary>
    [JsonIgnore]
    public bool IsOutage => Kind is KeyWaitKind.Overloaded or KeyWaitKind.Unreachable or KeyWaitKind.Credit;
}

/// <summary>Input of the activity that logs what was learned of request limits.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Limits">The projects whose learned limit is below the configured one; empty: none is any more.</param>
public sealed record LimitsNote(string RunId, ImageStyle Style, ImmutableArray<ProjectLimit> Limits);

/// <summary>Input of the activity that fails beats without a call.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">Which beat; null: all that are left.</param>
/// <param name="Why">The reason.</param>
public sealed record FailRequest(string RunId, ImageStyle Style, BeatId? Beat, ModelFailure Why);

/// <summary>Input of the activity that pauses a run for trouble that a workflow ran into.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Reason">For people.</param>
/// <param name="Resumes">How often the run had been resumed when the trouble arose; null: not known, and no resume is looked for.</param>
public sealed record TroubleNote(string RunId, string Reason, int? Resumes = null);

/// <summary>Input of the activity that plans a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="MayEnd">True when no style of it is at work, so that it has ended when there is nothing left to do.</param>
public sealed record RootRequest(string RunId, bool MayEnd);

/// <summary>What the root workflow has to do.</summary>
/// <param name="Styles">Styles with work left, in the order of <see cref="ImageStyles.All"/>.</param>
/// <param name="Ended">How the run ended; null while there is work left, it is paused, or styles are at work.</param>
/// <param name="Progress">Where it stands.</param>
/// <param name="Position">The log's end: grows, and is never used twice.</param>
/// <param name="Resumes">How often the run had been resumed; null in histories that were written before this was noted.</param>
public sealed record RootPlan(ImmutableArray<ImageStyle> Styles, RunStatus? Ended, RunProgress Progress, long Position, int? Resumes = null);

/// <summary>The names of the activities and of the signals.</summary>
public static class Names
{
    /// <summary>Signal: something is new in the run's log.</summary>
    public const string Control = "control";

    /// <summary>Signal from a child to the root: a <see cref="Workflows.StyleStatus"/>.</summary>
    public const string Progress = "progress";

    /// <summary><see cref="RunActivities.PlanRunAsync"/>.</summary>
    public const string PlanRun = nameof(PlanRun);

    /// <summary><see cref="RunActivities.ListKeysAsync"/>.</summary>
    public const string ListKeys = nameof(ListKeys);

    /// <summary><see cref="RunActivities.PlanWindowAsync"/>.</summary>
    public const string PlanWindow = nameof(PlanWindow);

    /// <summary><see cref="RunActivities.ReadControlAsync"/>.</summary>
    public const string ReadControl = nameof(ReadControl);

    /// <summary><see cref="RunActivities.GenerateBeatAsync"/>.</summary>
    public const string GenerateBeat = nameof(GenerateBeat);

    /// <summary><see cref="RunActivities.RecordWaitAsync"/>.</summary>
    public const string RecordWait = nameof(RecordWait);

    /// <summary><see cref="RunActivities.FailBeatsAsync"/>.</summary>
    public const string FailBeats = nameof(FailBeats);

    /// <summary><see cref="RunActivities.RecordTroubleAsync"/>.</summary>
    public const string RecordTrouble = nameof(RecordTrouble);

    /// <summary><see cref="RunActivities.RecordLimitsAsync"/>.</summary>
    public const string RecordLimits = nameof(RecordLimits);

    /// <summary><see cref="RunActivities.StopRunAsync"/>.</summary>
    public const string StopRun = nameof(StopRun);

    /// <summary><see cref="RunActivities.EndStyleAsync"/>.</summary>
    public const string EndStyle = nameof(EndStyle);
}
