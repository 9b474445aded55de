using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>A further image of a beat to choose from is stored beside the one in the layout.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Number">Which, counted from 1.</param>
/// <param name="Attempt">The attempt; null: another run generated it, and it was there already.</param>
/// <param name="ETag">The image's ETag.</param>
/// <param name="CostUsd">US dollars.</param>
/// <param name="Duration">Of the call.</param>
/// <param name="Note">What a person should know; null: nothing.</param>
/// <param name="From">As in <see cref="BeatCompleted"/>.</param>
public sealed record CandidateStored(
    DateTimeOffset At,
    ImageStyle Style,
    BeatId Beat,
    int Number,
    string? Attempt,
    string ETag,
    decimal CostUsd,
    TimeSpan Duration,
    string? Note = null,
    string? From = null) : RunEvent(At);

/// <summary>No further candidate of a beat is generated, until a person asks for a retry; the beat itself has its image.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Attempt">The last attempt; null when no call was made.</param>
/// <param name="Why">The reason.</param>
/// <param name="CostUsd">What the last attempt cost all the same.</param>
/// <param name="UnconfirmedUsd">What it may have cost beyond that, because no complete answer came; null: nothing.</param>
public sealed record CandidateFailed(
    DateTimeOffset At,
    ImageStyle Style,
    BeatId Beat,
    string? Attempt,
    ModelFailure Why,
    decimal CostUsd,
    decimal? UnconfirmedUsd = null) : RunEvent(At);

/// <summary>A person chose one of a beat's candidates; it holds from here on, and takes the place in the layout next.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Number">Which, counted from 1.</param>
public sealed record CandidateChosen(DateTimeOffset At, ImageStyle Style, BeatId Beat, int Number) : RunEvent(At);

/// <summary>The chosen candidate is in its place in the layout.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Number">Which, counted from 1.</param>
/// <param name="ImagePath">Within the project.</param>
/// <param name="ETag">The image's ETag.</param>
public sealed record CandidatePlaced(
    DateTimeOffset At, ImageStyle Style, BeatId Beat, int Number, string ImagePath, string ETag) : RunEvent(At);
