using ImageGen.Tests.Races.Control;
using Xunit.Abstractions;

namespace ImageGen.Tests.Races;

/// <summary>The shared key pool and its snapshot under two to four runs.</summary>
public sealed class KeyPoolRaceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(nameof(KeyPoolScenarios.LimitAndCap))]
    [InlineData(nameof(KeyPoolScenarios.PassesPlacesOn))]
    public void Exchange_AnySeed_Holds(string scenario)
    {
        var found = Exploration.BySeed(typeof(KeyPoolScenarios), scenario, 0, Exploration.Seeds);
        output.WriteLine(found.ToString());
        Assert.Null(found.Failure);
    }

    [Fact]
    public void Exchange_TwoRunsAndOnePlace_HoldsInEveryInterleaving()
    {
        var found = Exploration.Exhaustively(KeyPoolScenarios.OnePlaceForTwo, preemptions: 1, most: 2_000);
        output.WriteLine(found.ToString());
        Assert.Null(found.Failure);
        Assert.True(found.IsComplete);
    }

    [Fact]
    public void Save_AnySeed_LastIsOnTheDisk()
    {
        var found = Exploration.BySeed(SnapshotScenarios.SavesAndFlushes, 0, Exploration.Seeds);
        output.WriteLine(found.ToString());
        Assert.Null(found.Failure);
    }
}
