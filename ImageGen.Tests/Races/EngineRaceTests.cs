using ImageGen.Tests.Races.Control;
using Xunit.Abstractions;

namespace ImageGen.Tests.Races;

/// <summary>Whole runs of one beat under the embedded engine, with its own locks, schedulers and tasks interleaved by seed.</summary>
public sealed class EngineRaceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scenarios =>
    [
        nameof(EngineScenarios.WakesAtOnce), nameof(EngineScenarios.AsksAgainWhileItEnds), nameof(EngineScenarios.StopsAmidRequests),
        nameof(EngineScenarios.ResumesWhenTheDiskWorks), nameof(EngineScenarios.DeletesWhileItEnds),
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Run_AnySeed_Holds(string scenario)
    {
        var found = Exploration.BySeed(typeof(EngineScenarios), scenario, 0, Exploration.Seeds);
        output.WriteLine(found.ToString());
        Assert.Null(found.Failure);
    }

    [Theory]
    [InlineData(nameof(WorkflowEngineScenarios.StartsAmidStop))]
    [InlineData(nameof(WorkflowEngineScenarios.ChildrenEndAtOnce))]
    [InlineData(nameof(WorkflowEngineScenarios.SignalsAtOnce))]
    public void Workflows_AnySeed_Hold(string scenario)
    {
        var found = Exploration.BySeed(typeof(WorkflowEngineScenarios), scenario, 0, Exploration.Seeds);
        output.WriteLine(found.ToString());
        Assert.Null(found.Failure);
    }

    [Fact]
    public void Workflows_OneStartAmidStop_HoldsInEveryInterleaving()
    {
        var found = Exploration.Exhaustively(WorkflowEngineScenarios.OneStartAmidStop, preemptions: 1, most: 5_000);
        output.WriteLine(found.ToString());
        Assert.Null(found.Failure);
        Assert.True(found.IsComplete);
    }

    [Fact]
    public void Retries_AnySeed_EndWithTheRunAtWork()
    {
        var found = Exploration.BySeed(RetryScenarios.FailsWhileItIsTriedAgain, 0, Exploration.Seeds);
        output.WriteLine(found.ToString());
        Assert.Null(found.Failure);
    }
}
