using ImageGen.Core.KeyPools;
using ImageGen.Simulator;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Troubles;

namespace ImageGen.Tests.Cases;

/// <summary>What a service in trouble may cost, over the real workflows and the simulator in virtual time.</summary>
public sealed class TargetTests
{
    private const int Limit = 10;
    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(8);
    private static readonly CaseSettings Settings = new() { Requests = Limit };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Stray429s_FiveInAHundred_CostLittleAndLeaveNothingBehind(ulong seed)
    {
        var isClean = false;
        var stray = new ScriptedFault(SimulatedFault.StrayPerMinute, r => !isClean && IsStruck(seed, r.Sequence), int.MaxValue);
        var (world, simulator) = CaseWorld.Simulated(Service with { Script = [stray] }, Requests.AllStyles(300), Settings);

        var first = Seconds(world.Finish());
        Assert.Equal((RunStatus.Completed, 900), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.InRange(simulator().Stats.RateLimited.GetValueOrDefault("stray-429"), 30, 80);

        // A window later nothing of the first run counts against the limit any more.
        world.Run.Clock.Advance(TimeSpan.FromMinutes(2));
        isClean = true;
        var next = CaseWorld.Accepted(Requests.AllStyles(300, "projects/next"));
        world.Start(next);
        var second = Seconds(world.Finish());

        Assert.InRange(first / Bound(300), 1, 1.15);
        Assert.InRange(second / Bound(300), 1, 1.05);
    }

    [Theory]
    [InlineData(60, 25)]
    [InlineData(300, 45)]
    public void Overload_FromTheStart_EveryBeatIsGeneratedWithFewRefusedCalls(int seconds, int mostRefused)
    {
        var (world, simulator) = CaseWorld.Simulated(
            Service with { Overloads = [new Overload(TimeSpan.FromSeconds(seconds))] }, Requests.Clear(30), Settings);

        world.Finish();

        Assert.Equal((RunStatus.Completed, 30), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.InRange(simulator().Stats.Faults["overload"], 1, mostRefused);
    }

    [Fact]
    public void OneProjectOfTwo_Dead_GetsATenthOfTheCallsAtMost()
    {
        var dead = new Overload(TimeSpan.MaxValue, Project: "project-clear-2");
        var (world, simulator) = CaseWorld.Simulated(Service with { Overloads = [dead] }, Requests.Clear(300), Settings);

        world.Finish();

        Assert.Equal((RunStatus.Completed, 300), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.InRange(simulator().Calls.Count(c => c.Project == "project-clear-2"), 1, simulator().Calls.Length / 10);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(300)]
    public void RealLimit_HalfOfTheConfigured_WastesTenCallsAProjectAtMost(int beats)
    {
        var (world, simulator) = CaseWorld.Simulated(Service with { RequestsPerWindow = Limit / 2 }, Requests.Clear(beats), Settings);

        world.Finish();

        Assert.Equal((RunStatus.Completed, beats), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.All(
            simulator().Calls.GroupBy(c => c.Project),
            calls => Assert.InRange(calls.Count(c => c.Status == 429), 0, 10));
    }

    private static SimulatorOptions Service { get; } = new() { RequestsPerWindow = Limit, Latency = LatencyDistribution.Fixed(Latency) };

    private static double Bound(int beats) =>
        new QuotaBound(
            Settings.KeysPerStyle, Settings.KeysPerStyle * Limit, TimeSpan.FromMinutes(1), Latency).For(beats, 1)!.Value.TotalSeconds;

    private static double Seconds(CaseWorld world) => (world.State.EndedAt!.Value - world.State.Document.CreatedAt).TotalSeconds;

    // By the number of the call and not by its prompt, so that two runs with the same prompts do not fare alike.
    private static bool IsStruck(ulong seed, long call) => new SeededRandom(SeededRandom.Combine(seed, (ulong)call)).NextDouble() < 0.05;
}
