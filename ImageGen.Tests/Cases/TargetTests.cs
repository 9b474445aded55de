using ImageGen.Core.Runs;
using ImageGen.Simulator;
using ImageGen.Simulator.Troubles;

namespace ImageGen.Tests.Cases;

/// <summary>What a service in trouble may cost, over the real workflows and the simulator in virtual time.</summary>
public sealed class TargetTests
{
    private const int Limit = 10;
    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(8);
    private static readonly CaseSettings Settings = new() { Requests = Limit };

    [Theory]
    [InlineData(60, 25)]
    public void Overload_FromTheStart_EveryBeatIsGeneratedWithFewRefusedCalls(int seconds, int mostRefused)
    {
        var (world, simulator) = CaseWorld.Simulated(
            Service with { Overloads = [new Overload(TimeSpan.FromSeconds(seconds))] }, Requests.Clear(30), Settings);

        world.Finish();

        Assert.Equal((RunStatus.Completed, 30), (world.State.Status, world.Count(BeatState.Complete)));
        Assert.InRange(simulator().Stats.Faults["overload"], 1, mostRefused);
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
}
