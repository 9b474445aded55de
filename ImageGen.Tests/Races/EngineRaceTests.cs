using ImageGen.Tests.Races.Control;
using Xunit.Abstractions;

namespace ImageGen.Tests.Races;

/// <summary>Whole runs of one beat under the embedded engine, with its own locks, schedulers and tasks interleaved by seed.</summary>
public sealed class EngineRaceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Scenarios =>
    [
        nameof(EngineScenarios.WakesAtOnce), nameof(EngineScenarios.AsksAgainWhileItEnds), nameof(EngineScenarios.StopsAmidRequests),
        nameof(EngineScenarios.ResumesWhenTheDiskWorks),
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Run_AnySeed_Holds(string scenario)
    {
        var found = Exploration.BySeed(typeof(EngineScenarios), scenario, 0, 200 * Exploration.Factor);
        output.WriteLine(found.ToString());
        Assert.Null(found.Failure);
    }
}
