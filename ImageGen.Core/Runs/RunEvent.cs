using System.Text.Json.Serialization;
using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>One line of a run's log. A closed set. No key values, prompts or bytes.</summary>
/// <param name="At">When it happened, by the writer's clock.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunStarted), "runStarted")]
[JsonDerivedType(typeof(RunPaused), "runPaused")]
[JsonDerivedType(typeof(RunResumed), "runResumed")]
[JsonDerivedType(typeof(RunCancelled), "runCancelled")]
[JsonDerivedType(typeof(RunStopped), "runStopped")]
[JsonDerivedType(typeof(HostStopped), "hostStopped")]
[JsonDerivedType(typeof(BeatsRequested), "beatsRequested")]
[JsonDerivedType(typeof(AttemptStarted), "attemptStarted")]
[JsonDerivedType(typeof(AttemptFailed), "attemptFailed")]
[JsonDerivedType(typeof(AttemptAbandoned), "attemptAbandoned")]
[JsonDerivedType(typeof(BeatCompleted), "beatCompleted")]
[JsonDerivedType(typeof(BeatExisting), "beatFound")]
[JsonDerivedType(typeof(BeatFailed), "beatFailed")]
[JsonDerivedType(typeof(BeatSkipped), "beatSkipped")]
[JsonDerivedType(typeof(BeatLost), "beatLost")]
[JsonDerivedType(typeof(CandidateStored), "candidateStored")]
[JsonDerivedType(typeof(CandidateFailed), "candidateFailed")]
[JsonDerivedType(typeof(CandidateChosen), "candidateChosen")]
[JsonDerivedType(typeof(CandidatePlaced), "candidatePlaced")]
[JsonDerivedType(typeof(BeatReviewed), "beatReviewed")]
[JsonDerivedType(typeof(VersionChosen), "versionChosen")]
[JsonDerivedType(typeof(VersionPlaced), "versionPlaced")]
[JsonDerivedType(typeof(StyleWaiting), "styleWaiting")]
[JsonDerivedType(typeof(LimitsLearned), "limitsLearned")]
[JsonDerivedType(typeof(KeyFaultFound), "keyFaultFound")]
[JsonDerivedType(typeof(StyleEnded), "styleEnded")]
[JsonDerivedType(typeof(RunEnded), "runEnded")]
public abstract record RunEvent(DateTimeOffset At)
{
    /// <summary>
    /// The version of the line; 1 where a log does not say so. A reader leaves alone what is newer than <see cref="RunEvents.Version"/>.
    /// </summary>
    public int Version { get; init; } = RunEvents.Version;
}

/// <summary>
/// A host began to work on the run, for the first time or again. Attempts that have no outcome yet are unconfirmed from here on.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Start">1 for the first time, then 2, 3, ...</param>
public sealed record RunStarted(DateTimeOffset At, int Start) : RunEvent(At);

/// <summary>No paid call begins behind this, until <see cref="RunResumed"/>.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who: a person, the cost limit, the host.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record RunPaused(DateTimeOffset At, PausedBy By, string Reason) : RunEvent(At);

/// <summary>Paid calls may begin again.</summary>
/// <param name="At">When.</param>
/// <param name="MaxCostUsd">The new cost limit, where the person raised it; null: as before.</param>
public sealed record RunResumed(DateTimeOffset At, decimal? MaxCostUsd = null) : RunEvent(At);

/// <summary>No paid call begins behind this, ever, unless beats are requested again.</summary>
/// <param name="At">When.</param>
/// <param name="DropInFlight">
/// False: calls that are under way are finished and their images kept. True: they are abandoned (and may be billed).
/// </param>
public sealed record RunCancelled(DateTimeOffset At, bool DropInFlight) : RunEvent(At);

/// <summary>
/// No beat of the run could succeed (its model is gone): no paid call begins behind this unless beats are requested again.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record RunStopped(DateTimeOffset At, string Reason) : RunEvent(At);

/// <summary>
/// The host stopped cleanly while the run was not finished: no crash. Attempts without outcome are unconfirmed from here on.
/// </summary>
/// <param name="At">When.</param>
public sealed record HostStopped(DateTimeOffset At) : RunEvent(At);

/// <summary>A person asked something of certain beats.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Beats">Of which beats; empty means: of all that it can apply to.</param>
/// <param name="ExceptApproved">True: not of those whose image is approved at this place in the log.</param>
public sealed record BeatsRequested(
    DateTimeOffset At,
    BeatRequestKind Kind,
    ImmutableArray<BeatRef> Beats,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool ExceptApproved = false) : RunEvent(At);

/// <summary>A style has beats to generate and none in flight; or (both null) it continues.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Until">When it will continue by itself; null: not by itself, or it continues now.</param>
/// <param name="Reason">What it waits for, for people: "all 2 keys of 'clear' cool until 14:03:20 UTC". Null: it continues.</param>
/// <param name="Outage">True when the wait lasts until an attempt is served, not only until the next one begins; null: it does not.</param>
public sealed record StyleWaiting(
    DateTimeOffset At, ImageStyle Style, DateTimeOffset? Until, string? Reason, bool? Outage = null) : RunEvent(At);

/// <summary>The request limits of a style's quota projects, as the service's refusals teach, changed.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Limits">The projects whose learned limit is below the configured one; empty: none is any more.</param>
public sealed record LimitsLearned(DateTimeOffset At, ImageStyle Style, ImmutableArray<ProjectLimit> Limits) : RunEvent(At);

/// <summary>
/// A check beside the first attempts found that a key cannot be used. It only warns: attempts with the key may be made all the same.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="KeyId">The key's id.</param>
/// <param name="Reason">What is wrong and what to do, for people; it names the key.</param>
public sealed record KeyFaultFound(DateTimeOffset At, ImageStyle Style, string KeyId, string Reason) : RunEvent(At);

/// <summary>A style has nothing left to do.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
public sealed record StyleEnded(DateTimeOffset At, ImageStyle Style) : RunEvent(At);

/// <summary>The run has nothing left to do.</summary>
/// <param name="At">When.</param>
/// <param name="Status">How it ended.</param>
public sealed record RunEnded(DateTimeOffset At, RunStatus Status) : RunEvent(At);
