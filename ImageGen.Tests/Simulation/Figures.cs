using Xunit.Abstractions;

namespace ImageGen.Tests.Simulation;

/// <summary>Ratios of many worlds, as they are printed and asserted.</summary>
internal static class Figures
{
    /// <summary>Prints the ratios' distribution, and returns them in ascending order.</summary>
    public static List<double> Report(this ITestOutputHelper output, string what, IEnumerable<double> ratios)
    {
        List<double> sorted = [.. ratios.Order()];
        output.WriteLine(
            $"{what}: median {sorted.Quantile(0.5):0.000}, p90 {sorted.Quantile(0.9):0.000}, p99 {sorted.Quantile(0.99):0.000}, max "
                + $"{sorted[^1]:0.000} of {sorted.Count}");
        return sorted;
    }

    public static double Quantile(this List<double> sorted, double q) => sorted[(int)Math.Ceiling(q * (sorted.Count - 1))];
}
