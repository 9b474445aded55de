using ImageGen.Core.Api.Views;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Api.Views;

public sealed class RunSummariesTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly ModelFailure Why = new(FailureKind.ContentBlocked, "Blocked.");
    private readonly InMemoryRunStore _store = new();
    private readonly RunSummaries _summaries;

    public RunSummariesTests() => _summaries = new RunSummaries(_store, new RunLogs(_store, capacity: 2));

    [Fact]
    public async Task List_RunsAtEveryStage_NewestFirstWithTheirCounters()
    {
        var over = await RunAsync("over", 0);
        await _store.AppendAsync(over.Id, [.. SampleRunLogs.Whole(over)], null, None);
        await RunAsync("waiting", 10);

        var list = await _summaries.ListAsync(null, 10, None);

        Assert.Equal(["waiting-1", "over-1"], list.Runs.Select(r => r.Id));
        Assert.Equal(
            (RunStatus.Completed, 2, 2, 0, 2 * 0.067m),
            (list.Runs[1].Status, list.Runs[1].Completed, list.Runs[1].Total, list.Runs[1].Failed, list.Runs[1].CostUsd));
        Assert.Equal("waiting-1", Assert.Single((await _summaries.ListAsync(null, 1, None)).Runs).Id);
        Assert.Equal("over-1", Assert.Single((await _summaries.ListAsync(over.Storyboard.Project, 10, None)).Runs).Id);
    }

    [Fact]
    public async Task List_LogHasGrown_IsSeen()
    {
        var run = await RunAsync("tale", 0);
        await _summaries.ListAsync(null, 10, None);
        await _store.AppendAsync(run.Id, [new RunStarted(At(1), 1)], null, None);

        Assert.Equal(RunStatus.Running, Assert.Single((await _summaries.ListAsync(null, 10, None)).Runs).Status);
    }

    [Fact]
    public async Task List_ManyOldRuns_AreReadOnce()
    {
        for (var n = 0; n < 30; n++)
        {
            var run = await RunAsync($"project{n}", n);
            await _store.AppendAsync(run.Id, [.. SampleRunLogs.Whole(run)], null, None);
        }

        await _summaries.ListAsync(null, 100, None);
        var before = _store.Finds;
        await _summaries.ListAsync(null, 100, None);

        Assert.Equal(before, _store.Finds);
    }

    [Fact]
    public async Task Active_EndedAndReopened_FollowsTheLog()
    {
        var run = await RunAsync("tale", 0);
        Assert.True(await _summaries.IsActiveAsync(run.Storyboard.Project, None));

        await _store.AppendAsync(run.Id, [.. SampleRunLogs.Whole(run)], null, None);
        Assert.False(await _summaries.IsActiveAsync(run.Storyboard.Project, None));
        Assert.Empty(await _summaries.ActiveAsync(None));

        await _store.AppendAsync(run.Id, [new BeatsRequested(At(99), BeatRequestKind.Regenerate, [])], null, None);
        Assert.Equal("tale-1", Assert.Single(await _summaries.ActiveAsync(None)).Id);
    }

    [Fact]
    public async Task List_RunIsDeleted_LeavesItOut()
    {
        var run = await RunAsync("tale", 0);
        await _summaries.ListAsync(null, 10, None);
        await _store.DeleteAsync(run.Id, None);

        Assert.Empty((await _summaries.ListAsync(null, 10, None)).Runs);
    }

    [Fact]
    public async Task List_SeveralStyles_AddsThemUp()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear, ImageStyle.Illustration).BuildRun();
        Assert.True(await _store.CreateAsync(run, None));
        var (done, failed) = (BeatId.Parse("1.1"), BeatId.Parse("1.2"));
        foreach (var style in new[] { ImageStyle.Clear, ImageStyle.Illustration })
        {
            await _store.AppendAsync(
                run.Id, [new BeatExisting(At(1), style, done, "p", "e"), new BeatFailed(At(1), style, failed, null, Why, 0)], null, None);
        }

        var summary = Assert.Single((await _summaries.ListAsync(null, 10, None)).Runs);

        Assert.Equal((2, 2, 4), (summary.Completed, summary.Failed, summary.Total));
    }

    [Fact]
    public async Task List_LogCannotBeRead_LeavesTheRunOutAndSaysWhy()
    {
        await RunAsync("tale", 0);
        _store.FailReads("The log is damaged.");

        var list = await _summaries.ListAsync(null, 10, None);

        Assert.Empty(list.Runs);
        Assert.Equal("tale-1: The log is damaged.", Assert.Single(list.Problems));
        Assert.Empty(await _summaries.ActiveAsync(None));
    }

    private async Task<RunDocument> RunAsync(string project, double at)
    {
        var run = new StoryboardBuilder().Project(project).Styles(ImageStyle.Clear).BuildRun(1, At(at));
        Assert.True(await _store.CreateAsync(run, None));
        return run;
    }
}
