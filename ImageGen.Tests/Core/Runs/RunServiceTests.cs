using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Runs;

public sealed class RunServiceTests
{
    private readonly InMemoryRunStore _store = new();
    private readonly RecordingWorkflowClient _workflows = new();

    [Theory]
    [InlineData(null, false)]
    [InlineData(0.067, false)]
    [InlineData(0.133, false)]
    [InlineData(0.134, true)]
    public async Task Resume_RunThatReachedItsCostLimit_NeedsOneThatAllowsAnotherAttempt(double? limit, bool goesOn)
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).Options(new RunOptions { MaxCostUsd = 0.067m }).BuildRun();
        await _store.CreateAsync(run, default);
        await _store.AppendAsync(
            run.Id,
            [.. SampleRunLogs.Generated(
                ImageStyle.Clear, run.Storyboard.Styles[0].Beats[0], 1), new RunPaused(At(3), PausedBy.CostLimit, "Reached.")],
            null,
            default);

        var result = await Service().ResumeAsync(run.Id, (decimal?)limit, default);

        Assert.Equal(goesOn, result is ControlResult.Done);
        Assert.Equal(goesOn ? 1 : 0, _workflows.Woken.Count);
    }

    [Fact]
    public async Task Resume_CostLimitWithUnconfirmedCost_NamesBothAndWhatWouldDo()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).Options(new RunOptions { MaxCostUsd = 0.2m }).BuildRun();
        await _store.CreateAsync(run, default);
        var beats = run.Storyboard.Styles[0].Beats;
        await _store.AppendAsync(
            run.Id,
            [
                .. SampleRunLogs.Generated(ImageStyle.Clear, beats[0], 1),
                new AttemptStarted(At(2), ImageStyle.Clear, beats[1].Id, "a", "clear-1", 0.067m),
                new AttemptFailed(
                    At(3), ImageStyle.Clear, beats[1].Id, "a", new ModelFailure(FailureKind.Unanswered, "No answer."), 0, 0.067m),
                new RunPaused(At(3), PausedBy.CostLimit, "Reached."),
            ],
            null,
            default);

        var refused = Assert.IsType<ControlResult.Refused>(await Service().ResumeAsync(run.Id, null, default));

        Assert.Equal(
            "It has spent $0.07, $0.07 may have been billed for attempts without a known outcome, and may spend $0.20. "
            + "Resume it with a maxCostUsd of $0.21 or more: that is enough for one more image.",
            refused.Why);
        Assert.IsType<ControlResult.Done>(await Service().ResumeAsync(run.Id, 0.21m, default));
    }

    [Fact]
    public async Task Start_ProjectWithOldRuns_TakesTheNextNumber()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Build();
        for (var n = 1; n <= 11; n++)
        {
            var started = Assert.IsType<StartResult.Started>(await Service().StartAsync(storyboard, default));
            Assert.Equal(RunIds.Create(storyboard.Project, n), started.Run.Id);
            await _store.AppendAsync(started.Run.Id, [new RunEnded(At(n), RunStatus.Cancelled)], null, default);
        }
    }

    /// <summary>Whoever created it may have died before it was woken.</summary>
    [Fact]
    public async Task Start_RunOfTheProjectContinues_IsWokenAndNotJoinedByAnother()
    {
        var storyboard = new StoryboardBuilder().Styles(ImageStyle.Clear).Build();
        var run = Assert.IsType<StartResult.Started>(await Service().StartAsync(storyboard, default)).Run;

        var again = await Service().StartAsync(storyboard, default);

        Assert.Equal(new StartResult.AlreadyActive(run.Id), again);
        Assert.Equal([run.Id, run.Id], _workflows.Woken);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Cancel_CallsUnderWay_AreDroppedOnlyWhenAskedTo(bool drop, int dropped)
    {
        var run = Assert.IsType<StartResult.Started>(
            await Service().StartAsync(new StoryboardBuilder().Styles(ImageStyle.Clear).Build(), default)).Run;

        await Service().CancelAsync(run.Id, drop, default);

        Assert.Equal(dropped, _workflows.Dropped.Count);
    }

    [Fact]
    public async Task Retry_OneStyleOfTwoHasAFailedBeat_IsDone()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Consistent).BuildRun();
        await _store.CreateAsync(run, default);
        Assert.IsType<ControlResult.Refused>(await Service().RequestAsync(run.Id, BeatRequestKind.Retry, [], default));
        await _store.AppendAsync(
            run.Id,
            [new BeatFailed(
                At(1), ImageStyle.Clear, BeatId.Parse("1.1"), null, new ModelFailure(FailureKind.ContentBlocked, "Blocked."), 0)],
            null,
            default);

        Assert.IsType<ControlResult.Done>(await Service().RequestAsync(run.Id, BeatRequestKind.Retry, [], default));
    }

    [Fact]
    public async Task Delete_RunWhoseLogIsOpen_IsGoneForThisProcess()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).BuildRun();
        await _store.CreateAsync(run, default);
        await _store.AppendAsync(run.Id, [new RunEnded(At(1), RunStatus.Cancelled)], null, default);
        var runLogs = new RunLogs(_store);
        var service = new RunService(_store, runLogs, _workflows, TimeProvider.System);

        Assert.IsType<ControlResult.Done>(await service.DeleteAsync(run.Id, default));

        Assert.Null(await runLogs.FindAsync(run.Id, default));
        Assert.IsType<ControlResult.NotFound>(await service.DeleteAsync(run.Id, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tale")]
    [InlineData("-1")]
    [InlineData("tale-0")]
    [InlineData("tale-")]
    [InlineData("tale-1x")]
    [InlineData(null)]
    public void RunId_Malformed_IsNone(string? id) => Assert.False(RunIds.TryParse(id, out _, out _));

    private RunService Service() => new(_store, new RunLogs(_store), _workflows, TimeProvider.System);
}
