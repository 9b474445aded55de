namespace ImageGen.Core.Runs;

/// <summary>How many beats of a style are what, as of a position in the run's log.</summary>
/// <param name="Position">The position: of two counts the one with the greater is newer.</param>
/// <param name="Completed">Images that are there.</param>
/// <param name="Failed">Beats that failed.</param>
/// <param name="Skipped">Beats that a person skipped.</param>
/// <param name="Generating">Calls under way.</param>
/// <param name="CostUsd">US dollars of calls whose outcome is known.</param>
/// <param name="SecondsLeft">About how long it will continue; null when it is not known.</param>
public sealed record StyleCounts(
    long Position, int Completed, int Failed, int Skipped, int Generating, decimal CostUsd, double? SecondsLeft)
{
    /// <summary>The counts of <paramref name="style"/> at the state's position.</summary>
    public static StyleCounts Of(RunState state, StyleState style, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(style);
        return new StyleCounts(
            state.Position.Value,
            style.Completed,
            style.Count(BeatState.Error),
            style.Count(BeatState.Skipped),
            style.Count(BeatState.Generating) + style.CandidatesInFlight,
            style.CostUsd,
            TimeLeft.OfStyle(state, style, now) is { } left ? Math.Round(left.TotalSeconds) : null);
    }
}
