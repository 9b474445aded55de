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
        var open = state.OpenUsd + state.UnconfirmedUsd;
        return state.MaxCostUsd is not { } limit || state.CostUsd + open + estimateUsd <= limit ? null
            : string.Create(CultureInfo.InvariantCulture, $"The next picture (about ${estimateUsd:0.000}) would pass the limit of ${limit:0.00}: ")
                + string.Create(CultureInfo.InvariantCulture, $"${state.CostUsd:0.00} are spent")
                + (open == 0 ? "." : string.Create(CultureInfo.InvariantCulture, $" and ${open:0.00} more may be billed for calls without outcome."))
                + " Resume with a higher maxCostUsd.";
    }
}
