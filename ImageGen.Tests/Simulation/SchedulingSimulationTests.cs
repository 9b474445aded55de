using Xunit.Abstractions;

namespace ImageGen.Tests.Simulation;

public sealed class SchedulingSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Makespan_WithoutFaults_IsWithinFivePercentOfTheBound()
    {
        var ratios = new List<(double Ratio, double Tight, Scenario Scenario)>();
        for (var seed = 1UL; seed <= 2000; seed++)
        {
            var scenario = Scenarios.WithoutFaults(seed, seed % 200 == 0 ? 10_000 : 300);
            var outcome = SimulatedWorld.Simulate(scenario);
            var simple = Math.Max(outcome.StartBound, LowerBound.OfChains(scenario));
            var tight = scenario.LatencyName.StartsWith("constant", StringComparison.Ordinal)
                ? LowerBound.Combined(Scenario.Chains(scenario.Runs[0]), scenario.Slots, 60, scenario.Latency(0, 0, 1))
                : simple;
            ratios.Add((outcome.Makespan / simple, outcome.Makespan / Math.Max(simple, tight), scenario));
        }

        Report("without faults, over max(rate, chain)", [.. ratios.Select(r => r.Ratio)]);
        Report("without faults, over the combined bound", [.. ratios.Select(r => r.Tight)]);
        foreach (var (ratio, tight, scenario) in ratios.OrderByDescending(r => r.Tight).Take(25))
        {
            output.WriteLine($"{ratio:0.000} {tight:0.000} {scenario}");
        }
    }

    private void Report(string what, List<double> ratios)
    {
        ratios.Sort();
        output.WriteLine($"{what}: median {At(0.5):0.000}, p90 {At(0.9):0.000}, p99 {At(0.99):0.000}, max {ratios[^1]:0.000} of {ratios.Count}");
        double At(double q) => ratios[(int)(q * (ratios.Count - 1))];
    }
}
