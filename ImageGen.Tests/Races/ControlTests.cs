using ImageGen.Tests.Races.Control;
using Fault = ImageGen.Tests.Races.Control.Fault;

namespace ImageGen.Tests.Races;

/// <summary>The scheduler itself: it finds what is planted, again and again the same, and nothing where nothing is.</summary>
public sealed class ControlTests
{
    [Fact]
    public void Explore_LookAndPayInTwoSections_IsFoundAndReplaysIdentically()
    {
        var found = Exploration.BySeed(LooksAndPays, 0, 1_000);

        Assert.Contains("paid twice", found.Failure, StringComparison.Ordinal);
        var replayed = Exploration.BySeed(LooksAndPays, found.Count - 1, 1);
        Assert.Equal(found.Failure, replayed.Failure);
        Assert.Equal(replayed.Hash, Exploration.BySeed(LooksAndPays, found.Count - 1, 1).Hash);
    }

    [Theory]
    [InlineData(typeof(EngineScenarios), nameof(EngineScenarios.WakesAtOnce))]
    [InlineData(typeof(EngineScenarios), nameof(EngineScenarios.AsksAgainWhileItEnds))]
    [InlineData(typeof(EngineScenarios), nameof(EngineScenarios.StopsAmidRequests))]
    [InlineData(typeof(EngineScenarios), nameof(EngineScenarios.ResumesWhenTheDiskWorks))]
    [InlineData(typeof(EngineScenarios), nameof(EngineScenarios.DeletesWhileItEnds))]
    [InlineData(typeof(WorkflowEngineScenarios), nameof(WorkflowEngineScenarios.StartsAmidStop))]
    [InlineData(typeof(WorkflowEngineScenarios), nameof(WorkflowEngineScenarios.ChildrenEndAtOnce))]
    [InlineData(typeof(WorkflowEngineScenarios), nameof(WorkflowEngineScenarios.SignalsAtOnce))]
    [InlineData(typeof(KeyPoolScenarios), nameof(KeyPoolScenarios.LimitAndCap))]
    [InlineData(typeof(RunLogScenarios), nameof(RunLogScenarios.TwoRunLogs))]
    [InlineData(typeof(RetryScenarios), nameof(RetryScenarios.FailsWhileItIsTriedAgain))]
    [InlineData(typeof(OpenRunLogsScenarios), nameof(OpenRunLogsScenarios.OpensWhileOneIsDeleted))]
    public void Explore_SameSeed_TakesTheSameCourse(Type scenarios, string scenario)
    {
        var one = Exploration.BySeed(scenarios, scenario, 0, 20);
        var other = Exploration.BySeed(scenarios, scenario, 0, 20);

        Assert.Equal((one.Distinct, one.Steps, one.Hash, 0), (other.Distinct, other.Steps, other.Hash, other.Uncontrolled));

        // Two seeds may choose alike where there is little to choose.
        Assert.InRange(one.Distinct, 15, 20);
    }

    [Fact]
    public void Explore_OneSection_FindsNothingInAnyInterleaving()
    {
        var all = Exploration.Exhaustively(PaysInOneSection, preemptions: 3, most: 20_000);

        Assert.Null(all.Failure);
        Assert.True(all.IsComplete);
        Assert.True(all.Distinct > 10);
    }

    [Fact]
    public void Explore_OneSectionWithoutItsLock_IsFound() =>
        Assert.Contains(
            "paid twice",
            Exploration.Exhaustively(PaysInOneSection, 2, 20_000, Fault.Unlocked(typeof(ToyAccount))).Failure,
            StringComparison.Ordinal);

    [Fact]
    public void Explore_CountWithoutLock_IsFound() =>
        Assert.Contains("counted", Exploration.Exhaustively(CountsUnguarded, 1, 1_000).Failure, StringComparison.Ordinal);

    [Fact]
    public void Explore_LocksInTwoOrders_IsFound() =>
        Assert.Contains("Nothing can continue", Exploration.Exhaustively(LocksInTwoOrders, 1, 1_000).Failure, StringComparison.Ordinal);

    [Fact]
    public void Explore_WaitForWhatNeverComes_IsFound() =>
        Assert.Contains("Nothing can continue", Exploration.BySeed(WaitsForNothing, 0, 1).Failure, StringComparison.Ordinal);

    [Fact]
    public void Explore_WaitWhileOnlyTimePasses_IsFound() =>
        Assert.Contains("Only time passes", Exploration.BySeed(LooksForeverAtTheClock, 0, 1).Failure, StringComparison.Ordinal);

    internal static async Task LooksAndPays(Interleaving world)
    {
        var account = new ToyAccount();
        await Task.WhenAll(Task.Run(account.PayIfSeen), Task.Run(account.PayIfSeen));
        Assert.True(account.Paid == 1, "paid twice");
    }

    internal static async Task PaysInOneSection(Interleaving world)
    {
        var account = new ToyAccount();
        await Task.WhenAll(Task.Run(account.PayInOne), Task.Run(account.PayInOne), Task.Run(account.PayInOne));
        Assert.True(account.Paid == 1, "paid twice");
    }

    internal static async Task CountsUnguarded(Interleaving world)
    {
        var account = new ToyAccount();
        await Task.WhenAll(Task.Run(account.CountUnguarded), Task.Run(account.CountUnguarded));
        Assert.True(account.Count == 2, "counted " + account.Count);
    }

    internal static async Task LocksInTwoOrders(Interleaving world)
    {
        var account = new ToyAccount();
        await Task.WhenAll(Task.Run(account.GuardThenBook), Task.Run(account.BookThenGuard));
    }

    internal static Task WaitsForNothing(Interleaving world) => new TaskCompletionSource().Task;

    internal static async Task LooksForeverAtTheClock(Interleaving world)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), world.Clock);
        }
    }
}
