using System.Globalization;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Generation;

/// <summary>Holds a run to what it may spend. Pure.</summary>
internal static class CostLimits
{
    /// <summary>
    /// Why a call of <paramref name="estimateUsd"/> may not begin; null: it may. Counted are calls with an outcome, those under way, and those
    /// that may have been billed, so that a run never spends more than its limit, whatever becomes of them.
    /// </summary>
    public static string? Refuses(RunState state, decimal estimateUsd)
    {
        return state.MaxCostUsd is not { } limit || state.CostUsd + state.OpenUsd + state.UnconfirmedUsd + estimateUsd <= limit ? null
            : string.Create(CultureInfo.InvariantCulture, $"The next picture (about ${estimateUsd:0.000}) would pass the limit of ${limit:0.00}: ${state.CostUsd:0.00} spent")
                + Also(state.OpenUsd, "for calls under way")
                + Also(state.UnconfirmedUsd, "for calls that may have been billed")
                + ". Resume with a higher maxCostUsd.";
    }

    private static string Also(decimal usd, string what) => usd == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", ${usd:0.00} {what}");
}
