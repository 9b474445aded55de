using ImageGen.Core.Runs;

namespace ImageGen.Core.Generation;

/// <summary>
/// Divides a cost limit that does not reach for all images evenly among the styles, so that a small budget gives a few images of each and
/// not all of one. Pure.
/// </summary>
internal static class EvenSpending
{
    private const int Steps = 40;

    // A style that cannot continue for longer than this keeps nothing from the others.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>True when the style has had its share, and another that can continue has had less.</summary>
    public static bool IsAhead(RunState state, StyleState style, decimal estimateUsd, DateTimeOffset now)
    {
        if (state.MaxCostUsd is not { } limit || state.Styles.Sum(s => NeedUsd(s, estimateUsd)) <= limit)
        {
            return false;
        }

        var after = CommittedUsd(style) + estimateUsd;
        return after > LevelUsd(state, limit, estimateUsd, now) + (estimateUsd / 100)
            && state.Styles.Any(s => s != style && CanContinue(s, now) && CommittedUsd(s) + (estimateUsd / 2) < CommittedUsd(style));
    }

    /// <summary>What each style may spend so that together they spend the limit, and none more than it needs.</summary>
    private static decimal LevelUsd(RunState state, decimal limit, decimal estimateUsd, DateTimeOffset now)
    {
        var (low, high) = (0m, limit);
        for (var i = 0; i < Steps; i++)
        {
            var level = (low + high) / 2;
            var spent = state.Styles.Sum(s => CanContinue(s, now)
                ? Math.Clamp(level, CommittedUsd(s), NeedUsd(s, estimateUsd))
                : CommittedUsd(s));
            (low, high) = spent <= limit ? (level, high) : (low, level);
        }

        return low;
    }

    private static bool CanContinue(StyleState style, DateTimeOffset now) =>
        (style.Count(BeatState.Pending) > 0 || style.MissingCandidates > style.CandidatesInFlight)
        && style.Waiting is not ({ Until: null } or { Outage: true })
        && !(style.Waiting?.Until - now > LongestWait);

    private static decimal CommittedUsd(StyleState style) => style.CostUsd + style.UnconfirmedUsd + style.OpenUsd;

    private static decimal NeedUsd(StyleState style, decimal estimateUsd) =>
        CommittedUsd(style) + ((style.Count(BeatState.Pending) + style.CandidatesAhead - style.CandidatesInFlight) * estimateUsd);
}
