using ImageGen.Core.Base;
using Xunit.Abstractions;

namespace ImageGen.Tests.Simulation.Schedules;

/// <summary>
/// Makespans that queue and key pool reach, against the exact optimum. Where the solver does not prove its optimum within its limit, the
/// schedule is held against the best one found, and the case is counted as not proven.
/// </summary>
public sealed class ExactScheduleTests(ITestOutputHelper output)
{
    // Of the solver's own measure: about a second of one core.
    private const double Work = 0.5;

    // Timers and the pool's grace are of a millisecond, once in each window.
    private const double WindowToleranceMs = 2;

    [Fact]
    public void Makespan_EqualLatencies_IsTheOptimum() => CompareEqual(last: 100);

    [Fact]
    [Trait("Lane", "second")]
    public void Makespan_EqualLatenciesInAllWorlds_IsTheOptimum() => CompareEqual(last: 500);

    [Fact]
    public void Makespan_MixedLatencies_IsMostlyNearTheOptimumThatKnowsThemBeforehand() => CompareMixed(last: 20);

    [Fact]
    [Trait("Lane", "second")]
    public void Makespan_MixedLatenciesInAllWorlds_IsMostlyNearTheOptimumThatKnowsThemBeforehand() => CompareMixed(last: 500);

    [Fact]
    public void ExactSchedule_SmallStoryboards_IsWhatTryingEveryOrderGives()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var dice = new Dice(Chance.Seed(seed, "small exact"));
            var latency = dice.Of(5.0, 8, 20, 35, 70);
            var world = ScheduleWorlds.Of(seed) with { Runs = [Scenarios.Storyboard(dice, dice.Int(1, 6))], Latency = (_, _, _) => latency };
            var expected = Optimum.Of(Scenario.Chains(world.Runs[0]), world.Slots, ScheduleWorlds.WindowMs / 1000.0, latency);

            var exact = new ExactSchedule(ScheduleWorlds.Beats(world), world.Slots, ScheduleWorlds.WindowMs, 700_000).Solve(0.2);

            Assert.Equal(Math.Round(expected * 1000), exact.EndMs);
            Assert.InRange(exact.BoundMs, 0, exact.EndMs);
        }
    }

    private void CompareEqual(ulong last)
    {
        var (worlds, proven) = (0, 0);
        for (var seed = 1UL; seed <= last; seed += 2)
        {
            var (made, exact, world) = Compare(seed);
            (worlds, proven) = (worlds + 1, proven + (exact.IsProven ? 1 : 0));
            Assert.True(
                made <= exact.EndMs + (WindowToleranceMs * (1 + (exact.EndMs / ScheduleWorlds.WindowMs))),
                $"{made} ms where {exact.EndMs} ms are possible: {world}");
        }

        output.WriteLine($"{worlds} worlds of equal latencies, {proven} optima proven");
        Assert.InRange(proven, worlds * 0.95, worlds);
    }

    private void CompareMixed(ulong last)
    {
        var ratios = new List<double>();
        var proven = 0;
        for (var seed = 2UL; seed <= last; seed += 2)
        {
            var (made, exact, world) = Compare(seed);
            ratios.Add(made / exact.EndMs);
            proven += exact.IsProven ? 1 : 0;
            if (ratios[^1] > 1.05)
            {
                output.WriteLine($"  {ratios[^1]:0.000} {(exact.IsProven ? "proven" : "best found")} {world}");
            }
        }

        ratios.Sort();
        var within = ratios.Count(r => r <= 1.05);
        output.WriteLine(
            $"{ratios.Count} worlds of mixed latencies, {proven} optima proven, median {ratios[ratios.Count / 2]:0.000}, within 1.05: {within}, max {ratios[^1]:0.000}");
        Assert.InRange(ratios[0], 0.999, double.MaxValue);
        Assert.InRange(ratios[ratios.Count / 2], 0.999, 1.02);
        Assert.InRange(within, ratios.Count * 0.6, ratios.Count);
    }

    private static (double MadeMs, ExactResult Exact, Scenario World) Compare(ulong seed)
    {
        var world = ScheduleWorlds.Of(seed);
        var made = SimulatedWorld.Simulate(world).Makespan;
        var exact = new ExactSchedule(
            ScheduleWorlds.Beats(world), world.Slots, ScheduleWorlds.WindowMs, (long)Math.Ceiling(made * 1000) + 1)
            .NotBefore(LeastMs(world))
            .Solve(Work);
        return (made * 1000, exact, world);
    }

    private static long LeastMs(Scenario world)
    {
        var window = ScheduleWorlds.WindowMs / 1000.0;
        var tails = LowerBound.Tails(world, 0);
        var shortest = Enumerable.Range(0, world.Runs[0].Length).Min(i => world.Latency(0, i, 1));
        var combined = LowerBound.Combined(Scenario.Chains(world.Runs[0]), world.Slots, window, shortest);
        return (long)Math.Floor((Math.Max(combined, Math.Max(tails.Max(), LowerBound.OfTails(tails, world.Slots, window))) * 1000) + 1e-3);
    }
}
