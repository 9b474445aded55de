using ImageGen.Core.Runs;

namespace ImageGen.Core.Workflows.Status;

/// <summary>
/// The custom status of a root workflow: what a client that polls the durable status URL sees. Under 16 KB for any number of beats.
/// </summary>
/// <param name="Status">Where the run stands, in this API's words.</param>
/// <param name="Completed">Images that are there.</param>
/// <param name="Failed">Beats that failed.</param>
/// <param name="Total">Images asked for.</param>
/// <param name="CostUsd">US dollars of calls whose outcome is known.</param>
/// <param name="SecondsLeft">About how long it will continue; null when it is not known.</param>
/// <param name="Reason">Why it is paused or stopped; null otherwise.</param>
/// <param name="Styles">The same for each style.</param>
public sealed record RunProgress(
    RunStatus Status, int Completed, int Failed, int Total, decimal CostUsd, double? SecondsLeft, string? Reason,
    ImmutableArray<StyleStatus> Styles)
{
    /// <summary>Where a run stands, by its log.</summary>
    public static RunProgress Of(RunState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        return Of(
            state.Status,
            state.Reason is null ? null : StyleStatuses.Cut(state.Reason),
            [.. state.Styles.Select(s => StyleStatuses.Of(state, s, now))]);
    }

    /// <summary>The sum of <paramref name="styles"/>.</summary>
    public static RunProgress Of(RunStatus status, string? reason, ImmutableArray<StyleStatus> styles) => new(
        status,
        styles.Sum(s => s.Counts.Completed),
        styles.Sum(s => s.Counts.Failed),
        styles.Sum(s => s.Total),
        styles.Sum(s => s.Counts.CostUsd),
        status is RunStatus.Running && styles.All(s => s.Counts.SecondsLeft is not null) ? styles.Max(s => s.Counts.SecondsLeft) : null,
        reason,
        styles);
}
