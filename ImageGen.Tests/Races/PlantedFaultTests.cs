using ImageGen.Core.Workflows.Activities;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Runs;
using ImageGen.Tests.Races.Control;
using Xunit.Abstractions;
using Fault = ImageGen.Tests.Races.Control.Fault;

namespace ImageGen.Tests.Races;

/// <summary>Each exploration finds what it is for: a lock that is not taken, a race that there was once.</summary>
public sealed class PlantedFaultTests(ITestOutputHelper output)
{
    private const int Seeds = 2_000;

    [Theory]
    [InlineData(typeof(SharedKeyPool), typeof(KeyPoolScenarios), nameof(KeyPoolScenarios.LimitAndCap))]
    [InlineData(typeof(SerialScheduler), typeof(EngineScenarios), nameof(EngineScenarios.AsksAgainWhileItEnds))]
    [InlineData(typeof(RunLogFile), typeof(RunLogScenarios), nameof(RunLogScenarios.OneRunLog))]
    [InlineData(typeof(RunRetries), typeof(RetryScenarios), nameof(RetryScenarios.FailsWhileItIsTriedAgain))]
    [InlineData(typeof(RunLogs), typeof(OpenRunLogsScenarios), nameof(OpenRunLogsScenarios.OpensWhileOneIsDeleted))]
    public void Explore_WithoutItsLocks_Finds(Type type, Type scenarios, string scenario) =>
        Found(Exploration.BySeed(scenarios, scenario, 0, Seeds, Fault.Unlocked(type)));

    [Theory]
    [Trait("Lane", "second")]
    [InlineData(typeof(SnapshotFile<>), typeof(SnapshotScenarios), nameof(SnapshotScenarios.SavesAndFlushes))]
    [InlineData(typeof(WorkflowInstance), typeof(WorkflowEngineScenarios), nameof(WorkflowEngineScenarios.SignalsAtOnce))]
    [InlineData(typeof(Workload), typeof(EngineScenarios), nameof(EngineScenarios.StopsAmidRequests))]
    [InlineData(typeof(EmbeddedEngine), typeof(EngineScenarios), nameof(EngineScenarios.WakesAtOnce))]
    public void Explore_WithoutTheirLocks_Finds(Type type, Type scenarios, string scenario) =>
        Found(Exploration.BySeed(scenarios, scenario, 0, Seeds, Fault.Unlocked(type)));

    /// <summary>A root starts behind the stop.</summary>
    [Fact]
    public void Explore_EngineOfWorkflowsWithoutItsLock_Finds() => Found(Exploration.Exhaustively(
        WorkflowEngineScenarios.OneStartAmidStop, preemptions: 1, most: 5_000, Fault.Unlocked(typeof(WorkflowEngine))));

    /// <summary>A pause for want of storage undid the resume of a person that came after it.</summary>
    [Fact]
    public void Explore_PauseForStorageForgetsTheResume_Finds() => Found(Exploration.BySeed(
        EngineScenarios.ResumesWhenTheDiskWorks,
        0,
        Seeds,
        [.. new[] { typeof(RunOpening), typeof(RunActivities), typeof(AttemptLog) }
            .Select(within => Fault.Instead(within, typeof(RunState), "get_Resumes", nameof(Planted.NoResumes)))]));

    /// <summary>A run that was reopened while its root ended was left without one.</summary>
    [Fact]
    public void Explore_WakeAtTheEndIsForgotten_Finds() => Found(Exploration.BySeed(
        EngineScenarios.AsksAgainWhileItEnds,
        0,
        Seeds,
        Fault.Instead(typeof(EmbeddedEngine), typeof(WorkflowEnd), "get_HasUntakenControl", nameof(Planted.NothingUntaken))));

    /// <summary>A wake that met a root at work in its start waited for the root's end, and a stop waited for that.</summary>
    [Fact]
    public void Explore_StartWaitsForARootAtWork_Finds() => Found(Exploration.BySeed(
        EngineScenarios.WakesAtOnce,
        0,
        Seeds,
        Fault.Instead(typeof(EmbeddedEngine), typeof(WorkflowEngine), "Signal", nameof(Planted.NotSignalled))));

    private void Found(Findings found)
    {
        output.WriteLine(found.ToString());
        Assert.NotNull(found.Failure);
    }
}
