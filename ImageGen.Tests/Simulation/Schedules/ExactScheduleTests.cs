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

    // Half of the worlds have equal latencies, the other half mixed ones.
    private const ulong LastSeed = 500;

    // What a schedule of mixed latencies may be longer than the best.
    private const double Near = 1.05;

    [Fact]
    public void Makespan_EqualLatencies_IsTheOptimum()
    {
        var (worlds, proven) = (0, 0);
        for (var seed = 1UL; seed <= LastSeed; seed += 2)
        {
            var compared = Compare(ScheduleWorlds.Of(seed));
            (worlds, proven) = (worlds + 1, proven + (compared.Exact.IsProven ? 1 : 0));
            Assert.True(IsOptimal(compared, out var figures), figures);
        }

        output.WriteLine($"{worlds} worlds of equal latencies, {proven} optima proven");
        Assert.Equal(worlds, proven);
    }

    [Fact]
    public void Makespan_MixedLatencies_IsNearTheBestThatCanBeKnown() => CompareMixed(last: 60);

    [Fact]
    [Trait("Lane", "second")]
    public void Makespan_MixedLatenciesInAllWorlds_IsNearTheBestThatCanBeKnown() => CompareMixed(LastSeed);

    /// <summary>
    /// A target was obeyed after the attempt that it counted on was late: the slot held for its chain went to a single beat.
    /// </summary>
    [Fact]
    public void Makespan_AttemptIsLateAtALastCall_IsTheOptimum()
    {
        var world = Scenarios.WithoutFaults(253, 300);
        var inner = world.Latency;
        world = world with
        {
            Options = world.Options with { Margin = TimeSpan.Zero, Grace = TimeSpan.FromMilliseconds(1) },
            Latency = (run, beat, attempt) => Math.Round(inner(run, beat, attempt), 3),
        };

        Assert.True(IsOptimal(Compare(world), out var figures), figures);
    }

    [Theory]
    [InlineData("the shortest chain first")]
    [InlineData("a slot unused")]
    [InlineData("as an earlier release planned")]
    public void Makespan_FaultIsPlanted_IsNotTheOptimum(string fault)
    {
        var worlds = Enumerable.Range(0, 55).Select(i => ScheduleWorlds.Of((ulong)((2 * i) + 1)));

        Assert.Contains(worlds, world => !IsOptimal(Compare(world, Plant(fault, world)), out _));
    }

    [Fact]
    public void ExactSchedule_SmallStoryboards_IsWhatTryingEveryOrderGives()
    {
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var dice = new Dice(Chance.Seed(seed, "small exact"));
            var latency = dice.Of(5.0, 8, 20, 35, 70);
            var world = ScheduleWorlds.Of(seed)
                with
            { Runs = [Scenarios.Storyboard(dice, dice.Int(1, 6))], Latency = (_, _, _) => latency };
            var expected = Optimum.Of(Scenario.Chains(world.Runs[0]), world.Slots, ScheduleWorlds.WindowMs / 1000.0, latency);

            var exact = new ExactSchedule(ScheduleWorlds.Beats(world), world.Slots, ScheduleWorlds.WindowMs, 700_000).Solve(0.2);

            Assert.Equal(Math.Round(expected * 1000), exact.EndMs);
            Assert.InRange(exact.BoundMs, 0, exact.EndMs);
        }
    }

    /// <summary>
    /// No queue knows beforehand which attempt will be the long one. So a world passes near the optimum that knows, or near the exact plans
    /// of one who knows no more than the queue.
    /// </summary>
    private void CompareMixed(ulong last)
    {
        var (ratios, replanned, proven) = (new List<double>(), new List<double>(), 0);
        for (var seed = 2UL; seed <= last; seed += 2)
        {
            var (made, exact, world) = Compare(ScheduleWorlds.Of(seed));
            ratios.Add(made / exact.EndMs);
            proven += exact.IsProven ? 1 : 0;
            if (ratios[^1] > Near)
            {
                var guess = (long)world.CallTakes!.Value.TotalMilliseconds;
                var known = new ReplannedSchedule(ScheduleWorlds.Beats(world), world.Slots, ScheduleWorlds.WindowMs, guess).EndMs();
                replanned.Add(made / known);
                output.WriteLine(
                    $"  {ratios[^1]:0.000} of the {(exact.IsProven ? "proven" : "best found")} optimum, "
                    + $"{replanned[^1]:0.000} of the replanned: {world}");
                Assert.True(made <= Near * known, $"{made} ms where {known} ms are possible with what is known: {world}");
            }
        }

        ratios.Sort();
        output.WriteLine(
            $"{ratios.Count} worlds of mixed latencies, {proven} optima proven, median {ratios[ratios.Count / 2]:0.000}, "
            + $"within {Near}: {ratios.Count - replanned.Count}, max {ratios[^1]:0.000}; of the others the worst is "
            + $"{replanned.DefaultIfEmpty().Max():0.000} of the replanned");
        Assert.InRange(ratios[0], 0.999, double.MaxValue);
    }

    private static bool IsOptimal((double MadeMs, ExactResult Exact, Scenario World) compared, out string figures)
    {
        var (made, exact, world) = compared;
        figures = $"{made} ms where {exact.EndMs} ms are possible: {world}";
        return made <= exact.EndMs + (WindowToleranceMs * (1 + (exact.EndMs / ScheduleWorlds.WindowMs)));
    }

    /// <summary>What is made of a world, or of one with a planted fault, and the optimum of the world.</summary>
    private static (double MadeMs, ExactResult Exact, Scenario World) Compare(Scenario world, Scenario? faulty = null)
    {
        var made = SimulatedWorld.Simulate(faulty ?? world).Makespan;
        var exact = new ExactSchedule(
            ScheduleWorlds.Beats(world), world.Slots, ScheduleWorlds.WindowMs, (long)Math.Ceiling(made * 1000) + 1)
            .NotBefore(LeastMs(world))
            .Solve(Work);
        return (made * 1000, exact, world);
    }

    private static Scenario Plant(string fault, Scenario world) => fault switch
    {
        "the shortest chain first" => world with
        {
            Runs = [[.. world.Runs[0].Zip(ScheduleWorlds.ChainsOf(world), (beat, chain) => beat with { Rank = chain })]],
        },
        "a slot unused" => world with { Options = world.Options with { Requests = Math.Max(1, world.Options.Requests - 1) } },
        "as an earlier release planned" => world with { IsClose = false },
        _ => throw new ArgumentException($"There is no fault '{fault}'.", nameof(fault)),
    };

    private static long LeastMs(Scenario world)
    {
        var window = ScheduleWorlds.WindowMs / 1000.0;
        var tails = LowerBound.Tails(world, 0);
        var shortest = Enumerable.Range(0, world.Runs[0].Length).Min(i => world.Latency(0, i, 1));
        var combined = LowerBound.Combined(Scenario.Chains(world.Runs[0]), world.Slots, window, shortest);
        return (long)Math.Floor((Math.Max(combined, Math.Max(tails.Max(), LowerBound.OfTails(tails, world.Slots, window))) * 1000) + 1e-3);
    }
}
