using ImageGen.Tests.Races.Control;
using Xunit.Abstractions;

namespace ImageGen.Tests.Races;

/// <summary>The log of a run on disk, with its group commit, under several writers and a disk that fails.</summary>
public sealed class RunLogRaceTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(nameof(RunLogScenarios.OneRunLog))]
    [InlineData(nameof(RunLogScenarios.TwoRunLogs))]
    public void Append_AnySeed_Holds(string scenario)
    {
        var found = Exploration.BySeed(typeof(RunLogScenarios), scenario, 0, Exploration.Seeds);
        output.WriteLine(found.ToString());
        Assert.Null(found.Failure);
    }

    [Fact]
    public void Open_AnySeed_OneLogForEachRun()
    {
        var found = Exploration.BySeed(OpenRunLogsScenarios.OpensWhileOneIsDeleted, 0, Exploration.Seeds);
        output.WriteLine(found.ToString());
        Assert.Null(found.Failure);
    }
}
