using ImageGen.Core.KeyPools;
using Xunit.Abstractions;

namespace ImageGen.Tests.Simulation;

/// <summary>Runs whose limits are wrong, or whose service is in trouble: what that costs in time and in wasted calls.</summary>
public sealed class SchedulingTroubleTests(ITestOutputHelper output)
{
    private const double Window = 60;

    [Theory]
    [InlineData(1, 1, 600)]
    [InlineData(1, 4, 1000)]
    [InlineData(0.5, 1, 600)]
    [InlineData(0.5, 4, 1000)]
    public void Calls_LimitConfiguredRightOrTwiceTooHigh_WasteFewOnRefusals(double real, int keys, int beats)
    {
        var scenario = Scenarios.WithoutFaults(7, 10) with
        {
            Runs = [Scenarios.Singles(beats)],
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

        var sorted = output.Report($"{stray:P0} stray refusals", ratios);
        Assert.InRange(sorted.Quantile(0.5), 1, most);
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
        Runs = [Scenarios.Singles(beats)],
        Keys = [new KeyDescriptor("test-key-0", "project-0"), new KeyDescriptor("test-key-1", "project-1")],
        Options = new KeyPoolOptions(),
        RealLimit = 10,
        Latency = (_, _, _) => 8,
        LatencyName = "constant 8 s",
        CallTakes = TimeSpan.FromSeconds(8),
    };
}
