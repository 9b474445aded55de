using static ImageGen.Tests.Core.Generation.BeatGeneratorWorld;

namespace ImageGen.Tests.Core.Generation;

/// <summary>A run's cost limit: no attempt begins that may pass it.</summary>
public sealed class BeatGeneratorCostLimitTests
{
    [Fact]
    public async Task Generate_CostLimit_PausesTheRunBeforeItWouldBePassed()
    {
        var world = new BeatGeneratorWorld(new RunOptions { MaxCostUsd = 0.15m });
        await world.DrawAsync("1.1");
        await world.DrawAsync("1.2");

        var outcome = await world.DrawAsync("1.3");

        Assert.Equal((BeatOutcomeKind.Held, null), (outcome.Kind, outcome.Report));
        Assert.Equal(2, world.Model.Calls.Count);
        var paused = Assert.IsType<RunPaused>(world.Events.Last());
        Assert.Equal(PausedBy.CostLimit, paused.By);
        Assert.Equal(
            "The next image (about $0.068) would pass the limit of $0.15: $0.13 spent. Resume with a higher maxCostUsd.", paused.Reason);
        await world.AppendAsync(new RunResumed(At(1), 0.25m));
        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync("1.3")).Kind);
    }

    [Fact]
    public async Task Generate_CostThatMeetsTheLimit_IsAllowed()
    {
        var world = new BeatGeneratorWorld(new RunOptions { MaxCostUsd = 0.067m });

        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Generate_CallsWithoutOutcome_CountAgainstTheLimit(bool isLost)
    {
        var world = new BeatGeneratorWorld(new RunOptions { MaxCostUsd = 0.1m });
        await world.AppendAsync(Attempt("a", beat: "1.2"));
        if (isLost)
        {
            await world.AppendAsync(new RunStarted(At(0), 1));
        }

        Assert.Equal(BeatOutcomeKind.Held, (await world.DrawAsync()).Kind);

        Assert.Empty(world.Model.Calls);
        if (isLost)
        {
            var paused = Assert.IsType<RunPaused>(world.Events.Last());
            Assert.Contains("$0.07 for attempts that may have been billed.", paused.Reason, StringComparison.Ordinal);
            return;
        }

        // What is in flight may cost less than estimated, until it has lost its worker.
        Assert.IsType<AttemptStarted>(world.Events.Last());
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(BeatOutcomeKind.Held, (await world.DrawAsync()).Kind);
        Assert.Contains("$0.07 for attempts in flight.", Assert.IsType<RunPaused>(world.Events.Last()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_LimitThatInFlightAttemptsHold_IsFreedWhenTheyCostNothing()
    {
        var world = new BeatGeneratorWorld(new RunOptions { MaxCostUsd = 0.1m });
        await world.AppendAsync(Attempt("a", beat: "1.2"));
        await world.DrawAsync();
        await world.AppendAsync(
            new AttemptFailed(At(1), ImageStyle.Clear, Id("1.2"), "a", new ModelFailure(FailureKind.Transient, "503"), 0));

        Assert.Equal(BeatOutcomeKind.Done, (await world.DrawAsync()).Kind);
    }

    [Fact]
    public async Task Generate_ManyAtOnceUnderALimit_NeverPassIt()
    {
        var world = new BeatGeneratorWorld(
            new RunOptions { MaxCostUsd = 0.25m }, beats: 8, kinds: Enumerable.Repeat(TransitionKind.Other, 8));
        var answer = new TaskCompletionSource<ModelAnswer>();
        for (var n = 0; n < 8; n++)
        {
            world.Model.Answers(_ => answer.Task);
        }

        var drawing = Enumerable.Range(1, 8).Select(n => Task.Run(() => world.BeginAsync($"1.{n}"))).ToList();
        await EndedAsync(drawing, 5);
        answer.SetResult(ScriptedModel.Image(1));
        await Task.WhenAll(drawing);

        Assert.Equal(3, world.Model.Calls.Count);
        Assert.True(world.State().CostUsd <= 0.25m);
        Assert.Empty(world.Events.OfType<RunPaused>());
        Assert.Equal(
            BeatOutcomeKind.Held, (await world.BeginAsync(world.State().Styles[0].Beats.First(b => !b.IsSettled).Beat.Id.Value)).Kind);
        Assert.Single(world.Events.OfType<RunPaused>());
    }

    private static async Task EndedAsync(List<Task<BeatOutcome>> tasks, int count)
    {
        var left = tasks.ToList();
        while (tasks.Count - left.Count < count)
        {
            left.Remove(await Task.WhenAny(left));
        }
    }
}
