using ImageGen.Core.KeyPools;
using ImageGen.Core.Queue;
using Xunit.Abstractions;

namespace ImageGen.Tests.Simulation;

/// <summary>Whole runs in virtual time. Every breach of an invariant names its seed, with which the same world comes again.</summary>
public sealed class SchedulingSimulationTests(ITestOutputHelper output)
{
    private const double Window = 60;

    [Fact]
    public void Makespan_WithoutFaults_IsNearTheBound() => HoldAgainstTheBound(last: 300, tail: 1.07);

    [Fact]
    [Trait("Lane", "second")]
    public void Makespan_WithoutFaultsInAThousandWorlds_IsWithinFivePercentOfTheBound() => HoldAgainstTheBound(last: 1000, tail: 1.05);

    private void HoldAgainstTheBound(ulong last, double tail)
    {
        var worlds = new List<(double Simple, double Tight, Scenario Scenario)>();
        for (var seed = 1UL; seed <= last; seed++)
        {
            var scenario = Scenarios.WithoutFaults(seed, seed % 200 == 0 ? 10_000 : 300);
            var outcome = SimulatedWorld.Simulate(scenario);
            var (simple, tight) = Bounds(scenario, outcome);
            worlds.Add((outcome.Makespan / simple, outcome.Makespan / tight, scenario));
        }

        var overSimple = output.Report("without faults, over max(rate, longest chain)", worlds.Select(w => w.Simple));
        var overTight = output.Report("without faults, over chains and rate combined", worlds.Select(w => w.Tight));
        foreach (var (simple, tight, scenario) in worlds.Where(w => w.Tight > 1.05).OrderByDescending(w => w.Tight))
        {
            output.WriteLine($"  {simple:0.000} {tight:0.000} {scenario}");
        }

        Assert.InRange(overSimple.Quantile(0.5), 1, 1.02);
        Assert.InRange(overTight.Quantile(0.5), 1, 1.01);
        Assert.InRange(overTight.Quantile(0.99), 1, tail);
        Assert.InRange(worlds.Min(w => w.Tight), 1 - 1e-6, double.MaxValue);
    }

    [Fact]
    public void Makespan_CallsTakeAHalfOrTwiceWhatWasExpected_StaysNearTheBound()
    {
        var ratios = new List<double>();
        for (var seed = 1UL; seed <= 300; seed++)
        {
            var scenario = Scenarios.WithoutFaults(seed, 300);
            scenario = scenario with { CallTakes = scenario.CallTakes * (seed % 2 == 0 ? 0.5 : 2) };
            var outcome = SimulatedWorld.Simulate(scenario);
            ratios.Add(outcome.Makespan / Bounds(scenario, outcome).Tight);
        }

        Assert.InRange(output.Report("a wrong first guess of how long calls take", ratios).Quantile(0.5), 1, 1.02);
    }

    [Fact]
    public void Makespan_SmallStoryboards_IsTheOptimumOrNearIt()
    {
        var ratios = new List<double>();
        for (var seed = 1UL; seed <= 400; seed++)
        {
            var dice = new Dice(Chance.Seed(seed, "small"));
            var latency = dice.Of(5.0, 8, 13, 20, 35, 70);
            var scenario = Scenarios.WithoutFaults(seed, 10) with
            {
                Runs = [Scenarios.Storyboard(dice, dice.Int(1, 8))],
                Keys = [new KeyDescriptor("test-key-0", "project-0")],
                Options = new KeyPoolOptions { Requests = dice.Int(1, 3), Margin = TimeSpan.Zero, Grace = TimeSpan.FromMilliseconds(1) },
                Latency = (_, _, _) => latency,
                LatencyName = $"constant {latency} s",
                CallTakes = TimeSpan.FromSeconds(latency),
            };
            scenario = scenario with { RealLimit = scenario.Options.Requests };
            var optimum = Optimum.Of(Scenario.Chains(scenario.Runs[0]), scenario.Slots, Window, latency);
            ratios.Add(SimulatedWorld.Simulate(scenario).Makespan / optimum);
            Assert.True(
                optimum >= Bounds(scenario, SimulatedWorld.Simulate(scenario)).Tight - 1e-3, $"a bound above the optimum: {scenario}");
        }

        var sorted = output.Report("small storyboards, over the exhaustive optimum", ratios);
        Assert.InRange(sorted[0], 1 - 1e-6, double.MaxValue);
        Assert.InRange(sorted.Quantile(0.99), 1, 1.05);
    }

    [Fact]
    public void Makespan_ChainOf30And70Singles_StaysNearWhatChainsAndRateCombinedAllow()
    {
        var chain = Enumerable.Range(1, 30).Select(i => new BeatItem(BeatId.Parse($"0.{i}"), 0, TransitionKind.Continuous));
        var scenario = Scenarios.WithoutFaults(1, 10) with
        {
            Runs = [[.. chain, .. Scenarios.Singles(70)]],
            Keys = [new KeyDescriptor("test-key-0", "project-0")],
            Options = new KeyPoolOptions(),
            RealLimit = 10,
            Latency = (_, _, _) => 8,
            LatencyName = "constant 8 s",
            CallTakes = TimeSpan.FromSeconds(8),
        };
        var outcome = SimulatedWorld.Simulate(scenario);
        var (simple, tight) = Bounds(scenario, outcome);
        output.WriteLine($"{outcome.Makespan:0.0} s, bounds {simple:0.0} s and {tight:0.0} s");
        Assert.InRange(outcome.Makespan, tight, tight * 1.05);
    }

    [Fact]
    public void World_WithFaults_KeepsTheInvariants()
    {
        var (calls, over, ratios) = (0, 0, new List<double>());
        for (var seed = 1UL; seed <= 500; seed++)
        {
            var scenario = Scenarios.WithFaults(seed, seed % 100 == 0 ? 3000 : 120);
            var outcome = SimulatedWorld.Simulate(scenario);
            (calls, over) = (calls + outcome.Calls, over + outcome.OverLimit);
            if (scenario.Faults.PerDay is not null)
            {
                continue; // It waits for midnight: no figure.
            }

            ratios.Add(outcome.Makespan / Math.Max(
                Enumerable.Range(0, scenario.Runs.Length).Max(r => LowerBound.Tails(scenario, r).Max()), RateBound(scenario)));
        }

        output.Report("with faults, over max(rate, longest chain) of a world without", ratios);
        output.WriteLine($"{calls} calls, {over} refused above the limit");
        Assert.Equal(0, over);
    }

    [Fact]
    public void World_SameSeed_SameTraceWithAndWithoutGoingThroughJson()
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var scenario = Scenarios.WithFaults(seed, 60);
            var trace = SimulatedWorld.Simulate(scenario).Trace;
            Assert.Equal(trace, SimulatedWorld.Simulate(scenario).Trace);
            Assert.True(
                trace == SimulatedWorld.Simulate(scenario with { RoundTrips = 0.2 }).Trace, $"JSON changes the course of {scenario}");
        }
    }

    private static (double Simple, double Tight) Bounds(Scenario scenario, Outcome outcome)
    {
        var tails = LowerBound.Tails(scenario, 0);
        var inOrder = outcome.Order.Select(o => scenario.Latency(0, o.Beat, 1)).ToArray();
        var simple = Math.Max(LowerBound.OfStarts(inOrder, scenario.Slots, Window), tails.Max());
        var combined = LowerBound.Combined(Scenario.Chains(scenario.Runs[0]), scenario.Slots, Window, inOrder.Min());
        return (simple, Math.Max(Math.Max(simple, combined), LowerBound.OfTails(tails, scenario.Slots, Window)));
    }

    private static double RateBound(Scenario scenario) => (scenario.Runs.Sum(r => r.Length) - 1) / scenario.Slots * Window;
}
