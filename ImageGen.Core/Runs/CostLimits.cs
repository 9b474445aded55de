namespace ImageGen.Core.Runs;

/// <summary>Holds a run to what it may spend. Pure.</summary>
internal static class CostLimits
{
    /// <summary>
    /// Why an attempt of <paramref name="estimateUsd"/> may not begin; null: it may. Counted are attempts with an outcome, those in flight,
    /// and those that may have been billed, so that a run never spends more than its limit, whatever becomes of them.
    /// </summary>
    public static string? Refuses(RunState state, decimal estimateUsd)
    {
        return state.MaxCostUsd is not { } limit || SpentUsd(state) + state.OpenUsd + estimateUsd <= limit ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The next image (about ${estimateUsd:0.000}) would pass the limit of ${limit:0.00}: ${state.CostUsd:0.00} spent")
                + Also(state.OpenUsd, "for attempts in flight")
                + Also(state.UnconfirmedUsd, "for attempts that may have been billed")
                + (state.LastUnanswered is { } why ? $" (the last of them: {why})" : string.Empty)
                + ". Resume with a higher maxCostUsd.";
    }

    /// <summary>
    /// True when an attempt that is refused may still begin once those in flight have cost less than estimated. One that began before
    /// <paramref name="since"/> has lost its worker and frees nothing.
    /// </summary>
    public static bool MayBeFreed(RunState state, decimal estimateUsd, DateTimeOffset since) =>
        state.OpenUsd > 0
        && state.MaxCostUsd is { } limit
        && SpentUsd(state) + estimateUsd <= limit
        && state.Styles.Any(s => s.Beats.Any(b => b.Open is { } open && open.StartedAt > since));

    /// <summary>
    /// Why a run that reached its cost limit may not be resumed with <paramref name="limit"/> (null: none); null: it may.
    /// </summary>
    public static string? RefusesResume(RunState state, decimal? limit)
    {
        var least = SpentUsd(state) + state.LastEstimateUsd;
        return limit is not { } most || most >= least ? null
            : string.Create(CultureInfo.InvariantCulture, $"It has spent ${state.CostUsd:0.00}")
                + Also(state.UnconfirmedUsd, "may have been billed for attempts without a known outcome")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $", and may spend ${most:0.00}. Resume it with a maxCostUsd of ${Math.Ceiling(least * 100) / 100:0.00} or more: that "
                        + $"is enough for one more image.");
    }

    private static decimal SpentUsd(RunState state) => state.CostUsd + state.UnconfirmedUsd;

    private static string Also(decimal usd, string what) =>
        usd == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", ${usd:0.00} {what}");
}
