using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;
using ImageGen.Core.Workflows.Styles;
using ImageGen.Tests.Core.Workflows.Replay;
using ImageGen.Tests.Core.Workflows.Runs;
using static ImageGen.Tests.Core.Workflows.Runs.WholeRun;

namespace ImageGen.Tests.Core.Workflows;

/// <summary>Whole runs of the real workflows under the replaying engine, one circumstance each.</summary>
public sealed class WorkflowRunTests
{
    private static readonly BeatRef OneTwo = new(ImageStyle.Clear, BeatId.Parse("1.2"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_NothingGoesWrong_DrawsEveryBeatOnce(int styles)
    {
        var world = Begin(new StoryboardBuilder().Styles([.. ImageStyles.All.Take(styles)]).Shots(3, 3));

        Finish(world, RunStatus.Completed);

        Assert.Equal(9 * styles, world.Model.Calls.Count);
        var root = WorkflowCatalogue.Read<RunProgress>(world.Engine.Instances[world.RunId].Status!);
        Assert.Equal((RunStatus.Completed, 9 * styles, 9 * styles), (root.Status, root.Completed, root.Total));
        Assert.Equal(world.State.CostUsd, root.CostUsd);
    }

    [Theory]
    [InlineData(FailureKind.RateLimitedPerMinute)]
    [InlineData(FailureKind.RateLimitedPerDay)]
    [InlineData(FailureKind.SpendLimited)]
    [InlineData(FailureKind.NotEntitled)]
    [InlineData(FailureKind.InvalidKey)]
    [InlineData(FailureKind.Transient)]
    [InlineData(FailureKind.Unreachable)]
    [InlineData(FailureKind.NoImage)]
    public void Run_FirstCallOfABeatFailsInAWayThatPasses_IsTriedOnceMore(FailureKind kind)
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 3));
        world.Model.Answers = (beat, n, _) => beat == "1.2, clear" && n == 1 ? VirtualTimeModel.No(kind) : null;

        Finish(world, RunStatus.Completed);

        Assert.Equal(7, world.Model.Calls.Count);
    }

    [Theory]
    [InlineData(FailureKind.ContentBlocked)]
    [InlineData(FailureKind.InvalidRequest)]
    public void Run_BeatFailsForGood_OthersAreGeneratedAndItSaysWhy(FailureKind kind)
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 3));
        world.Model.Answers = (beat, _, _) => beat == "1.2, clear" ? VirtualTimeModel.No(kind) : null;

        Finish(world, RunStatus.CompletedWithErrors);

        Assert.Equal(6, world.Model.Calls.Count);
        Assert.Equal($"Scripted {kind}.", world.State.Find(OneTwo.Style, OneTwo.Beat)!.Error!.Reason);
    }

    [Theory]
    [InlineData(FailureKind.Transient, 4)]
    [InlineData(FailureKind.NoImage, 2)]
    public void Run_BeatNeverSucceeds_FailsAfterItsTries(FailureKind kind, int tries)
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 3));
        world.Model.Answers = (beat, _, _) => beat == "1.2, clear" ? VirtualTimeModel.No(kind) : null;

        Finish(world, RunStatus.CompletedWithErrors);

        Assert.Equal(2 + tries, world.Model.Calls.Count);
    }

    [Fact]
    public void Run_NoNetworkForAnHour_NoBeatLosesATryAndOneCallAMinuteLooks()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(4, 3));
        var (from, to) = (world.Clock.GetUtcNow().AddSeconds(10), world.Clock.GetUtcNow().AddHours(1));
        world.Model.Answers = (_, _, _) =>
            world.Clock.GetUtcNow() >= from && world.Clock.GetUtcNow() < to ? VirtualTimeModel.No(FailureKind.Unreachable) : null;

        Finish(world, RunStatus.Completed, mostSteps: 40_000);

        Assert.All(world.State.Styles[0].Beats, b => Assert.Empty(b.Failures));
        Assert.InRange(world.Model.Calls.Count(c => c.At > from.AddMinutes(3) && c.At < to), 40, 60);
        var wait = world.Log.OfType<StyleWaiting>().Last(e => e.At < to);
        Assert.Matches("^a connection to Gemini since .* UTC; tries again at .* UTC\\. Scripted Unreachable\\.$", wait.Reason);
    }

    [Fact]
    public void Run_ModelIsGone_StopsWithThatReason()
    {
        var world = Begin(new StoryboardBuilder().Shots(4, 4));
        world.Model.Answers = (_, _, _) => VirtualTimeModel.No(FailureKind.ModelUnavailable);

        Finish(world, RunStatus.Failed);

        Assert.Contains("Scripted ModelUnavailable.", world.State.Reason, StringComparison.Ordinal);
        Assert.Contains("Choose another model", world.State.Reason, StringComparison.Ordinal);
        Assert.True(world.Model.Calls.Count < 48, "Nothing more is asked of a model that is gone.");
    }

    [Fact]
    public void Run_LongerThanAWindow_ContinuesAsNewAndDrawsEveryBeatOnce()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(5, 5), new WorldOptions(1)
        {
            Limits = new StyleLimits(Window: 4, LongestExecution: 8),
            Engine = new ReplayOptions { KeepsHistories = true, Keys = new KeyPoolOptions { Requests = 100 } },
        });

        Finish(world, RunStatus.Completed);

        Assert.Equal(25, world.Model.Calls.Count);
        Assert.True(world.Engine.Histories.Count(h => h.Workflow == StyleWorkflow.Name) > 3, "It continued as new.");
        Assert.All(world.Engine.Histories, h => Replayer.ReplayAllPrefixes(RunWorld.WorkflowsWith(new StyleLimits(4, 8)), h));
    }

    [Fact]
    public void Run_AtTheCap_MakesSeveralAttemptsInAPlaceBetweenTwoExchanges()
    {
        var limits = StyleLimits.Default with { Following = 3 };
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(30, 1), new WorldOptions(1)
        {
            Limits = limits,
            Engine = new ReplayOptions { KeepsHistories = true, Keys = new KeyPoolOptions { Requests = 1_000, MaxInFlightInAll = 2 } },
        });

        Finish(world, RunStatus.Completed);

        Assert.Equal(30, world.Model.Calls.Count);
        var exchanges = world.Engine.Histories.Sum(h => h.Entries.Count(e => e.Kind is EntryKind.Exchange));
        Assert.InRange(exchanges, 1, 18);
        Assert.All(world.Engine.Histories, h => Replayer.ReplayAllPrefixes(RunWorld.WorkflowsWith(limits), h));
    }

    [Fact]
    public void Run_ContinuesAsNewManyTimes_RootHearsOfTheStyleNoMoreOftenThanOfAnother()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(40, 3), new WorldOptions(1)
        {
            Limits = new StyleLimits(Window: 8, LongestExecution: 6),
            Engine = new ReplayOptions { KeepsHistories = true, ReplayShare = 0.01, Keys = new KeyPoolOptions { Requests = 1_000 } },
        });

        Finish(world, RunStatus.Completed, mostSteps: 8_000);

        var executions = world.Engine.Histories.Where(h => h.Workflow == StyleWorkflow.Name).ToList();
        var told = executions.Sum(h => h.Entries.Count(
            e => e.Kind is EntryKind.SendSignal && e.Name!.StartsWith(WorkflowNames.Progress, StringComparison.Ordinal)));
        Assert.InRange(executions.Count, 15, int.MaxValue);
        Assert.InRange(told, 20, 1 + (120 / 3));
    }

    [Fact]
    public void Run_EveryActivityDeliveredTwice_PaysOnce()
    {
        var world = Begin(new StoryboardBuilder().Shots(2, 3), new WorldOptions(1) { Engine = new ReplayOptions { RunTwice = 1 } });

        Finish(world, RunStatus.Completed);

        Assert.Equal(18, world.Model.Calls.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void Run_KeyPoolLosesItsState_IsToldItsKeysAgain(int seconds)
    {
        var world = Begin(new StoryboardBuilder().Shots(3, 3));
        world.After(seconds, world.Engine.LoseKeyPools);

        Finish(world, RunStatus.Completed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void Run_StyleLosesItsHistory_ComesToItsEnd(int seconds)
    {
        var world = Begin(new StoryboardBuilder().Shots(3, 3));
        world.After(seconds, () => world.LoseStyle(ImageStyle.Clear));

        Finish(world, RunStatus.Completed, mostSteps: 8_000);
    }

    /// <summary>
    /// The worst that a status can be asked to hold: every beat fails with a long reason of which every character has to be escaped.
    /// </summary>
    [Fact]
    public void Status_ManyBeatsThatFailWithLongReasons_StaysSmall() => AssertStatusStaysSmall(334);

    [Fact]
    [Trait("Lane", "second")]
    public void Status_TenThousandBeatsThatFailWithLongReasons_StaysSmall() => AssertStatusStaysSmall(3_334);

    private static void AssertStatusStaysSmall(int shots)
    {
        var world = Begin(new StoryboardBuilder().Shots(shots, 1), new WorldOptions(1)
        {
            KeysPerStyle = 1,
            Engine = new ReplayOptions { ReplayShare = 0.001, Keys = new KeyPoolOptions { Requests = 100_000 } },
        });
        var reason = string.Concat(Enumerable.Repeat("\"<\U0001F5BC>\" ", 100));
        world.Model.Answers = (_, _, _) => new ModelAnswer.NoImage(new ModelFailure(FailureKind.ContentBlocked, reason));
        var longest = 0;
        world.Engine.StatusSet = (_, json) => longest = Math.Max(longest, json.Length * sizeof(char));

        Finish(world, RunStatus.CompletedWithErrors, mostSteps: 400_000);

        Assert.Equal(shots * 3, world.Model.Calls.Count);
        Assert.InRange(longest, 2_000, 16 * 1024);
    }
}
