using ImageGen.Core.Base;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Queue;
using ImageGen.Core.Storyboards;
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

        var overSimple = Report("without faults, over max(rate, longest chain)", worlds.Select(w => w.Simple));
        var overTight = Report("without faults, over chains and rate combined", worlds.Select(w => w.Tight));
        foreach (var (simple, tight, scenario) in worlds.Where(w => w.Tight > 1.05).OrderByDescending(w => w.Tight))
        {
            output.WriteLine($"  {simple:0.000} {tight:0.000} {scenario}");
        }

        Assert.InRange(Quantile(overSimple, 0.5), 1, 1.02);
        Assert.InRange(Quantile(overTight, 0.5), 1, 1.01);
        Assert.InRange(Quantile(overTight, 0.99), 1, tail);
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

        Assert.InRange(Quantile(Report("a wrong first guess of how long calls take", ratios), 0.5), 1, 1.02);
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

        var sorted = Report("small storyboards, over the exhaustive optimum", ratios);
        Assert.InRange(sorted[0], 1 - 1e-6, double.MaxValue);
        Assert.InRange(Quantile(sorted, 0.99), 1, 1.05);
    }

    [Fact]
    public void Makespan_ChainOf30And70Singles_StaysNearWhatChainsAndRateCombinedAllow()
    {
        var chain = Enumerable.Range(1, 30).Select(i => new BeatItem(BeatId.Parse($"0.{i}"), 0, TransitionKind.Continuous));
        var scenario = Scenarios.WithoutFaults(1, 10) with
        {
            Runs = [[.. chain, .. Singles(70)]],
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

        Report("with faults, over max(rate, longest chain) of a world without", ratios);
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

    [Theory]
    [InlineData(1, 1, 600)]
    [InlineData(1, 4, 1000)]
    [InlineData(0.5, 1, 600)]
    [InlineData(0.5, 4, 1000)]
    public void Calls_LimitConfiguredRightOrTwiceTooHigh_WasteFewOnRefusals(double real, int keys, int beats)
    {
        var scenario = Scenarios.WithoutFaults(7, 10) with
        {
            Runs = [Singles(beats)],
            Keys = [.. Enumerable.Range(0, keys).Select(i => new KeyDescriptor($"test-key-{i}", $"project-{i}"))],
            Options = new KeyPoolOptions(),
            RealLimit = (int)(10 * real),
            Latency = (_, _, _) => 8,
            LatencyName = "constant 8 s",
        };
        var outcome = SimulatedWorld.Simulate(scenario);
        var bound = (Math.Ceiling(beats / (10 * real * keys)) - 1) * Window + 8;
        output.WriteLine($"real limit {scenario.RealLimit} of 10, {keys} groups, {beats} beats: {outcome.OverLimit} of {outcome.Calls} "
            + $"calls wasted, {outcome.Makespan / bound:0.000} of the bound");

        // Twice too high: the first burst wastes the half of it that is too much, the next window one attempt, and then each try beyond the
        // learned limit one, after three times as many windows as the try before.
        Assert.InRange(outcome.OverLimit, 0, real == 1 ? 0 : keys * 10);
    }

    /// <summary>300 beats, two keys of two projects, 10 a minute each, 8 s an attempt: the quota's bound is 848 s.</summary>
    [Theory]
    [InlineData(0.01, 1.08)]
    [InlineData(0.05, 1.15)]
    public void Makespan_StrayRefusals_StaysNearTheBoundAndTeachesNothing(double stray, double most)
    {
        var ratios = new List<double>();
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var scenario = TwoProjects(300) with { Seed = seed, Faults = new Faults { Stray = stray } };
            var outcome = SimulatedWorld.Simulate(scenario);
            ratios.Add(outcome.Makespan / 848);
            Assert.Equal(0, outcome.OverLimit);
        }

        var sorted = Report($"{stray:P0} stray refusals", ratios);
        Assert.InRange(Quantile(sorted, 0.5), 1, most);
        Assert.InRange(sorted[^1], 1, most + 0.05);
    }

    [Fact]
    public void World_OverloadedForTheFirstMinute_EveryBeatEndsWellAndFewAttemptsAreRefused()
    {
        var scenario = TwoProjects(30) with { Faults = new Faults { Overload = 60 } };

        var outcome = SimulatedWorld.Simulate(scenario);

        output.WriteLine($"{outcome.Unavailable} of {outcome.Calls} attempts answered 503, {outcome.Makespan:0} s");
        Assert.Equal(0, outcome.Failed);
        Assert.InRange(outcome.Unavailable, 1, 25);
        Assert.InRange(outcome.Makespan, 60, 60 + 30 + 68);
    }

    [Fact]
    public void World_OneOfTwoProjectsIsDead_EveryBeatEndsWellAndAtMostATenthOfTheAttemptsGoToIt()
    {
        var scenario = TwoProjects(300) with { Faults = new Faults { DeadProjects = ["project-1"] } };

        var outcome = SimulatedWorld.Simulate(scenario);

        output.WriteLine($"{outcome.Unavailable} of {outcome.Calls} attempts answered 503");
        Assert.Equal(0, outcome.Failed);
        Assert.InRange((double)outcome.Unavailable / outcome.Calls, 0, 0.1);
    }

    private static Scenario TwoProjects(int beats) => Scenarios.WithoutFaults(7, 10) with
    {
        Runs = [Singles(beats)],
        Keys = [new KeyDescriptor("test-key-0", "project-0"), new KeyDescriptor("test-key-1", "project-1")],
        Options = new KeyPoolOptions(),
        RealLimit = 10,
        Latency = (_, _, _) => 8,
        LatencyName = "constant 8 s",
        CallTakes = TimeSpan.FromSeconds(8),
    };

    private static ImmutableArray<BeatItem> Singles(int beats) =>
        [.. Enumerable.Range(1, beats).Select(i => new BeatItem(BeatId.Parse($"{i}"), i, TransitionKind.HardCut))];

    private static (double Simple, double Tight) Bounds(Scenario scenario, Outcome outcome)
    {
        var tails = LowerBound.Tails(scenario, 0);
        var inOrder = outcome.Order.Select(o => scenario.Latency(0, o.Beat, 1)).ToArray();
        var simple = Math.Max(LowerBound.OfStarts(inOrder, scenario.Slots, Window), tails.Max());
        var combined = LowerBound.Combined(Scenario.Chains(scenario.Runs[0]), scenario.Slots, Window, inOrder.Min());
        return (simple, Math.Max(Math.Max(simple, combined), LowerBound.OfTails(tails, scenario.Slots, Window)));
    }

    private static double RateBound(Scenario scenario) => (scenario.Runs.Sum(r => r.Length) - 1) / scenario.Slots * Window;

    private List<double> Report(string what, IEnumerable<double> ratios)
    {
        List<double> sorted = [.. ratios.Order()];
        output.WriteLine(
            $"{what}: median {Quantile(sorted, 0.5):0.000}, p90 {Quantile(sorted, 0.9):0.000}, p99 {Quantile(sorted, 0.99):0.000}, max "
                + $"{sorted[^1]:0.000} of {sorted.Count}");
        return sorted;
    }

    private static double Quantile(List<double> sorted, double q) => sorted[(int)Math.Ceiling(q * (sorted.Count - 1))];
}
