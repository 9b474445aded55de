using ImageGen.Core.KeyPools;
using ImageGen.Tests.Core.Workflows.Replay;
using ImageGen.Tests.Core.Workflows.Runs;
using static ImageGen.Tests.Core.Workflows.Runs.WholeRun;

namespace ImageGen.Tests.Core.Workflows;

/// <summary>What a person asks of whole runs.</summary>
public sealed class WorkflowRequestTests
{
    private static readonly BeatRef OneTwo = new(ImageStyle.Clear, BeatId.Parse("1.2"));

    [Fact]
    public void Pause_ThenResume_NoCallBeginsBetween()
    {
        var world = Begin(new StoryboardBuilder().Shots(4, 3));
        world.After(8, () => RunWorld.Now(world.Service.PauseAsync(world.RunId, "Lunch.", default)));
        world.After(600, () => RunWorld.Now(world.Service.ResumeAsync(world.RunId, null, default)));

        Finish(world, RunStatus.Completed);

        Assert.NotEmpty(world.Log.OfType<RunResumed>());
        Assert.Equal(36, world.Model.Calls.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cancel_AttemptsInFlight_AreDroppedOrKept(bool drop)
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(6, 3));
        world.After(5, () => RunWorld.Now(world.Service.CancelAsync(world.RunId, drop, default)));

        Finish(world, RunStatus.Cancelled);

        var after = world.Log.SkipWhile(e => e is not RunCancelled).OfType<BeatCompleted>().Count();
        Assert.Equal(drop, after == 0);
        Assert.Equal(drop, world.State.UnconfirmedCalls > 0);
    }

    [Fact]
    public void SkipAndFirst_BeforeTheBeatsBegin_TakeEffect()
    {
        var slow = new WorldOptions(1) { KeysPerStyle = 1, Engine = new ReplayOptions { Keys = new KeyPoolOptions { Requests = 1 } } };
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(6, 1), slow);
        world.After(20, () => Ask(world, BeatRequestKind.First, "6.1"));
        world.After(21, () => Ask(world, BeatRequestKind.Skip, "3.1"));

        Finish(world, RunStatus.Completed);

        Assert.Equal("6.1", world.Log.OfType<AttemptStarted>().ElementAt(1).Beat.Value);
        Assert.DoesNotContain(world.Log.OfType<AttemptStarted>(), a => a.Beat.Value == "3.1");
    }

    [Fact]
    public void Skip_DuringACallThatFails_TheBeatIsNotTriedAgainAndTheLogSaysSo()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 3));
        world.Model.Answers = (beat, _, _) =>
        {
            if (beat != "1.2, clear")
            {
                return null;
            }

            Ask(world, BeatRequestKind.Skip, "1.2");
            return VirtualTimeModel.No(FailureKind.Transient);
        };

        Finish(world, RunStatus.Completed);

        Assert.Equal(3, world.Model.Calls.Count);
        Assert.Equal("1.2", Assert.Single(world.Log.OfType<BeatSkipped>()).Beat.Value);
    }

    [Fact]
    public void Retry_AfterTheEnd_GeneratesWhatFailed()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 2));
        world.Model.Answers = (beat, n, _) => beat == "1.2, clear" && n == 1 ? VirtualTimeModel.No(FailureKind.ContentBlocked) : null;
        Finish(world, RunStatus.CompletedWithErrors);

        Ask(world, BeatRequestKind.Retry);
        Finish(world, RunStatus.Completed);

        Assert.Equal(5, world.Model.Calls.Count);
    }

    [Fact]
    public void Retry_OfABeatThatAnotherInHandContinues_TheOtherWaitsForItsImage()
    {
        var slow = new WorldOptions(1) { KeysPerStyle = 1, Engine = new ReplayOptions { Keys = new KeyPoolOptions { Requests = 1 } } };
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(1, 3), slow);
        world.Model.Answers = (beat, n, _) => beat == "1.1, clear" && n == 1 ? VirtualTimeModel.No(FailureKind.ContentBlocked) : null;
        world.After(40, () => Ask(world, BeatRequestKind.Retry, "1.1"));

        Finish(world, RunStatus.Completed);

        Assert.Equal(["1.1", "1.1", "1.2", "1.3"], world.Log.OfType<AttemptStarted>().Select(a => a.Beat.Value));
    }

    [Fact]
    public void Regenerate_AfterTheEnd_KeepsTheOldImageAsAVersion()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 2));
        Finish(world, RunStatus.Completed);

        Ask(world, BeatRequestKind.Regenerate, "1.2");
        Finish(world, RunStatus.Completed);

        Assert.Equal(5, world.Model.Calls.Count);
        var name = new ImageName(world.State.Document.Storyboard.Project, ImageStyle.Clear, 1, OneTwo.Beat);
        Assert.Single(RunWorld.Now(world.Images.VersionsAsync(name, default)));
    }

    [Fact]
    public void Run_OnlyOneBeat_GeneratesThatAndSkipsTheOthersUntilRequested()
    {
        var world = Begin(new StoryboardBuilder().Styles(ImageStyle.Clear).Shots(2, 2).Options(new RunOptions { Only = [OneTwo] }));

        Finish(world, RunStatus.Completed);

        Assert.Single(world.Model.Calls);
        Assert.Equal(BeatState.Complete, world.State.Find(OneTwo.Style, OneTwo.Beat)!.State);
        Assert.Equal(3, world.State.Styles[0].Beats.Count(b => b.State is BeatState.Skipped));

        RunWorld.Now(world.Service.RequestAsync(world.RunId, BeatRequestKind.Retry, [new(ImageStyle.Clear, BeatId.Parse("2.1"))], default));
        world.Finish();

        Assert.Equal(2, world.Model.Calls.Count);
        Assert.Equal(BeatState.Complete, world.State.Find(ImageStyle.Clear, BeatId.Parse("2.1"))!.State);
    }
}
