using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>A paid call is about to be made. Written before the call: without an outcome behind it, it may have been billed.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Attempt">Unique within the run.</param>
/// <param name="KeyId">The key's id.</param>
/// <param name="EstimateUsd">What it will cost, by the price catalogue.</param>
/// <param name="Candidate">The number of the further candidate that it is for; null: it is for the beat's image itself.</param>
public sealed record AttemptStarted(
    DateTimeOffset At,
    ImageStyle Style,
    BeatId Beat,
    string Attempt,
    string KeyId,
    decimal EstimateUsd,
    int? Candidate = null) : RunEvent(At);

/// <summary>A call gave no image, and the beat will be tried again.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Why">The reason.</param>
/// <param name="CostUsd">What it cost all the same.</param>
/// <param name="UnconfirmedUsd">
/// What it may have cost beyond that, because no complete answer came; null: nothing, or the log is older than this field.
/// </param>
/// <param name="Candidate">As in <see cref="AttemptStarted"/>.</param>
public sealed record AttemptFailed(
    DateTimeOffset At,
    ImageStyle Style,
    BeatId Beat,
    string Attempt,
    ModelFailure Why,
    decimal CostUsd,
    decimal? UnconfirmedUsd = null,
    int? Candidate = null) : RunEvent(At);

/// <summary>
/// A call lost its worker while the run's host continued: no one waits for its outcome any more, and it may have been billed. The beat is
/// regenerated.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Candidate">As in <see cref="AttemptStarted"/>.</param>
public sealed record AttemptAbandoned(
    DateTimeOffset At,
    ImageStyle Style,
    BeatId Beat,
    string Attempt,
    int? Candidate = null) : RunEvent(At);

/// <summary>An image was generated and stored.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="ImagePath">Within the project.</param>
/// <param name="ETag">The image's ETag.</param>
/// <param name="CostUsd">US dollars.</param>
/// <param name="Duration">Of the call.</param>
/// <param name="Note">What a person should know, such as a reference that was not there; null: nothing.</param>
/// <param name="From">
/// Of a continuous beat, and of every beat in a run with candidates: the hash of the image that it was generated from, as in the image's
/// provenance; null: none, or not recorded.
/// </param>
public sealed record BeatCompleted(
    DateTimeOffset At,
    ImageStyle Style,
    BeatId Beat,
    string Attempt,
    string ImagePath,
    string ETag,
    decimal CostUsd,
    TimeSpan Duration,
    string? Note,
    string? From = null)
    : RunEvent(At);

/// <summary>The image was there already; no call was made.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="ImagePath">Within the project.</param>
/// <param name="ETag">The image's ETag.</param>
/// <param name="From">As in <see cref="BeatCompleted"/>.</param>
public sealed record BeatExisting(
    DateTimeOffset At,
    ImageStyle Style,
    BeatId Beat,
    string ImagePath,
    string ETag,
    string? From = null) : RunEvent(At);

/// <summary>A beat failed for good (until a person asks for a retry).</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Attempt">The last attempt; null when no call was made.</param>
/// <param name="Why">The reason.</param>
/// <param name="CostUsd">What the last attempt cost all the same.</param>
/// <param name="UnconfirmedUsd">
/// What it may have cost beyond that, because no complete answer came; null: nothing, or the log is older than this field.
/// </param>
public sealed record BeatFailed(
    DateTimeOffset At,
    ImageStyle Style,
    BeatId Beat,
    string? Attempt,
    ModelFailure Why,
    decimal CostUsd,
    decimal? UnconfirmedUsd = null) : RunEvent(At);

/// <summary>A beat will not be generated because a person skipped it.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
public sealed record BeatSkipped(DateTimeOffset At, ImageStyle Style, BeatId Beat) : RunEvent(At);

/// <summary>The image that the log knows of is gone from the store: the beat is to be regenerated.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
public sealed record BeatLost(DateTimeOffset At, ImageStyle Style, BeatId Beat) : RunEvent(At);
