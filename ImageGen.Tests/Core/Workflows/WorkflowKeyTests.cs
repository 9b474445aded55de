using ImageGen.Core.KeyPools;
using ImageGen.Tests.Core.Workflows.Replay;
using ImageGen.Tests.Core.Workflows.Runs;
using static ImageGen.Tests.Core.Workflows.Runs.WholeRun;

namespace ImageGen.Tests.Core.Workflows;

/// <summary>Whole runs whose keys come, leave, or are used up.</summary>
public sealed class WorkflowKeyTests
{
    [Fact]
    public void Run_EveryKeyUsedUpForTheDay_FailsWhenAskedTo()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 2).Options(
            new RunOptions { OnQuotaExhausted = OnQuotaExhausted.Fail }));
        world.Model.Answers = (_, _, _) => VirtualTimeModel.No(FailureKind.RateLimitedPerDay);

        Finish(world, RunStatus.CompletedWithErrors);

        Assert.All(world.State.Styles[0].Beats, b => Assert.Contains("used up for the day", b.Error!.Reason, StringComparison.Ordinal));
        Assert.Equal(4, world.State.Styles[0].Count(BeatState.Error));
    }

    [Fact]
    public void Run_EveryKeyUsedUpForTheDay_WaitsForTheNextDay()
    {
        var midnight = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
        var world = Begin(
            new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 2),
            new WorldOptions(1) { Engine = new ReplayOptions { ReplayShare = 0.01 } });
        world.Model.Answers = (_, _, _) => world.Clock.GetUtcNow() < midnight ? VirtualTimeModel.No(FailureKind.RateLimitedPerDay) : null;

        Finish(world, RunStatus.Completed, mostSteps: 40_000);

        Assert.All(world.Log.OfType<BeatCompleted>(), e => Assert.True(e.At > midnight, $"{e.Beat} was generated at {e.At:O}."));
        Assert.Contains(world.Log.OfType<StyleWaiting>(), e => e.Until >= midnight);
    }

    [Fact]
    public void Run_KeyJoinsWhileAllOthersAreUsedUp_ContinuesWithIt()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 2));
        world.Model.Answers = (_, _, key) => key.Id == "clear-9" ? null : VirtualTimeModel.No(FailureKind.RateLimitedPerDay);
        world.After(1800, () => world.Keys.Numbers.Add(9));

        Finish(world, RunStatus.Completed);

        Assert.All(
            world.Log.OfType<BeatCompleted>(),
            e => Assert.True(e.At < world.Log[0].At.AddMinutes(40), $"{e.Beat} was generated at {e.At:O}."));
    }

    [Fact]
    public void Run_KeyLeaves_ContinuesWithTheOthers()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(5, 4), new WorldOptions(3)
        {
            Engine = new ReplayOptions { Keys = new KeyPoolOptions { Requests = 2 } },
        });
        world.After(10, () => world.Keys.Numbers.Remove(1));

        Finish(world, RunStatus.Completed, mostSteps: 6_000);

        Assert.DoesNotContain(world.Model.Calls, c => c.KeyId == "clear-1" && c.At > world.Log[0].At.AddSeconds(10));
    }

    [Fact]
    public void Run_NoKey_FailsWithThatReason()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 2), new WorldOptions(1) { KeysPerStyle = 0 });

        Finish(world, RunStatus.CompletedWithErrors);

        Assert.Empty(world.Model.Calls);
        Assert.All(world.State.Styles[0].Beats, b => Assert.Contains("has no API key", b.Error!.Reason, StringComparison.Ordinal));
    }
}
