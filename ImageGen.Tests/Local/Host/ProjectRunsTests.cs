using ImageGen.Local.Host;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Host;

public sealed class ProjectRunsTests
{
    private static readonly Storyboard Tale = new StoryboardBuilder().BuildRun().Storyboard;

    private readonly InMemoryRunStore _store = new();
    private readonly RunLogs _runLogs;
    private readonly ProjectRuns _runs;

    public ProjectRunsTests()
    {
        _runLogs = new RunLogs(_store);
        _runs = new ProjectRuns(
            _store, _runLogs, new RunService(_store, _runLogs, new EndingCancelled(_runLogs), new ManualTimeProvider()));
    }

    [Fact]
    public async Task StartAsync_NothingUnfinished_NewRun()
    {
        var first = await _runs.StartAsync(Tale, default);
        await AppendAsync(first.RunId, new RunEnded(At(1), RunStatus.Completed));

        var second = await _runs.StartAsync(Tale, default);

        Assert.Null(first.Note);
        Assert.Null(second.Note);
        Assert.NotEqual(first.RunId, second.RunId);
    }

    [Fact]
    public async Task StartAsync_SameStoryboardUnfinished_Continues()
    {
        var first = await _runs.StartAsync(Tale, default);

        var second = await _runs.StartAsync(Tale, default);

        Assert.Equal(first.RunId, second.RunId);
        Assert.Equal($"Continuing {first.RunId}, which was not finished.", second.Note);
    }

    [Fact]
    public async Task StartAsync_SameStoryboardPaused_IsResumedAndSaysWhyItWasPaused()
    {
        var first = await _runs.StartAsync(Tale, default);
        await AppendAsync(first.RunId, new RunPaused(At(1), PausedBy.Storage, "The disk was full."));

        var second = await _runs.StartAsync(Tale, default);

        Assert.Equal($"Continuing {first.RunId}, which was paused: The disk was full.", second.Note);
        Assert.IsType<RunResumed>(_store.Log(first.RunId)[^1].Event);
    }

    [Fact]
    public async Task StartAsync_PausedByItsCostLimit_StaysPaused()
    {
        var first = await _runs.StartAsync(Tale, default);
        await AppendAsync(first.RunId, new RunPaused(At(1), PausedBy.CostLimit, "Enough."));

        await _runs.StartAsync(Tale, default);

        Assert.IsType<RunPaused>(_store.Log(first.RunId)[^1].Event);
    }

    [Fact]
    public async Task StartAsync_StoryboardHasChanged_OldRunEndsAndANewOneBegins()
    {
        var first = await _runs.StartAsync(Tale, default);

        var second = await _runs.StartAsync(Tale with { Options = Tale.Options with { MaxCostUsd = 5 } }, default);

        Assert.NotEqual(first.RunId, second.RunId);
        Assert.Contains(
            $"{first.RunId} was not finished, and the storyboard or its options have changed", second.Note, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Cancelled, Assert.IsType<RunEnded>(_store.Log(first.RunId)[^1].Event).Status);
    }

    [Fact]
    public async Task StartAsync_LastRunEndedWithoutAWordOfItsUnconfirmedCost_IsReportedNow()
    {
        var first = await _runs.StartAsync(Tale, default);
        await AppendAsync(first.RunId, new RunStarted(At(1), 1));
        await AppendAsync(first.RunId, new AttemptStarted(At(2), Tale.Styles[0].Style, Tale.Styles[0].Beats[0].Id, "a", "clear-1", 0.067m));
        await AppendAsync(first.RunId, new RunStarted(At(3), 2));
        await AppendAsync(first.RunId, new RunEnded(At(4), RunStatus.Completed));

        var second = await _runs.StartAsync(Tale, default);

        Assert.NotEqual(first.RunId, second.RunId);
        Assert.Equal(
            $"Unconfirmed cost of the last run, {first.RunId}: about $0.067. 1 attempt has no known outcome and may have been billed.",
            second.Note);
        await AppendAsync(second.RunId, new RunEnded(At(5), RunStatus.Completed));
        Assert.Null((await _runs.StartAsync(Tale, default)).Note);
    }

    private async Task AppendAsync(string runId, RunEvent e) => await (await _runLogs.OpenAsync(runId, default)).AppendAsync([e], default);

    /// <summary>An engine that does nothing but end runs that were cancelled, and that some time later.</summary>
    private sealed class EndingCancelled(RunLogs runLogs) : IWorkflowClient
    {
        public async Task WakeAsync(string runId, CancellationToken cancellationToken)
        {
            var runLog = await runLogs.OpenAsync(runId, cancellationToken);
            if (await runLog.ReadAsync(state => state.Cancelled is not null && !state.HasEnded, cancellationToken))
            {
                _ = Task.Run(() => runLog.AppendAsync([new RunEnded(At(9), RunStatus.Cancelled)], default), cancellationToken);
            }
        }

        public Task DropInFlightAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
