using ImageGen.Core.Api.Views;
using ImageGen.Local.Host;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Host;

public sealed class RunWatchTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly RunLogs _runLogs;
    private readonly RunDocument _run = new StoryboardBuilder().Shots(1, 2).BuildRun();
    private readonly IAsyncEnumerator<RunUpdate> _updates;
    private readonly CancellationTokenSource _stop = new();

    public RunWatchTests()
    {
        var store = new InMemoryRunStore();
        store.CreateAsync(_run, default);
        _runLogs = new RunLogs(store);
        _updates = new RunWatch(_runLogs, ViewAsync, _time).FollowAsync(_run.Id, _stop.Token).GetAsyncEnumerator();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _updates.DisposeAsync();

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task FollowAsync_First_WhereItStandsWithoutWhatWasBefore()
    {
        await AppendAsync(new RunStarted(At(0), 1));

        var update = await NextAsync();

        Assert.Equal(RunStatus.Running, update.View.Status);
        Assert.Empty(update.Events);
    }

    [Fact]
    public async Task FollowAsync_SomethingHappens_EveryEventOnceUpToTheEnd()
    {
        await NextAsync();
        RunEvent[] events = [new RunStarted(At(0), 1), Generated("1.1"), Generated("1.2"), new RunEnded(At(9), RunStatus.Completed)];
        var seen = new List<RunEvent>();
        foreach (var e in events)
        {
            await AppendAsync(e);
            var update = await NextAsync();
            seen.AddRange(update.Events);
        }

        Assert.Equal(events, seen);
        Assert.False(await MoveAsync());
    }

    [Fact]
    public async Task FollowAsync_NothingHappens_ShowsItselfEverySecondAllTheSame()
    {
        await AppendAsync(new RunStarted(At(0), 1));
        await NextAsync();
        var before = _time.GetUtcNow();

        Assert.Empty((await NextAsync()).Events);
        Assert.InRange(_time.GetUtcNow() - before, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.5));
    }

    [Theory]
    [InlineData(PausedBy.Person, true)]
    [InlineData(PausedBy.CostLimit, false)]
    [InlineData(PausedBy.Storage, false)]
    public async Task FollowAsync_Paused_ContinuesOnlyIfAPersonMayResumeIt(PausedBy by, bool goesOn)
    {
        await AppendAsync(new RunStarted(At(0), 1));
        await AppendAsync(new RunPaused(At(1), by, "Because."));
        Assert.Equal(RunStatus.Paused, (await NextAsync()).View.Status);

        Assert.Equal(goesOn, await MoveAsync());
    }

    [Fact]
    public async Task FollowAsync_Cancelled_Ends()
    {
        await NextAsync();
        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(MoveAsync);
    }

    private async Task<RunView?> ViewAsync(string runId, CancellationToken cancellationToken) =>
        await (await _runLogs.OpenAsync(runId, cancellationToken)).ReadAsync(
            state => RunViews.Of(state, withBeats: true, _time.GetUtcNow()), cancellationToken);

    private async Task AppendAsync(RunEvent e) => await (await _runLogs.OpenAsync(_run.Id, default)).AppendAsync([e], default);

    private BeatCompleted Generated(string beat) =>
        new(At(5), _run.Storyboard.Styles[0].Style, BeatId.Parse(beat), "a1", "x.png", "e", 0.067m, TimeSpan.FromSeconds(8), null);

    private async Task<RunUpdate> NextAsync()
    {
        Assert.True(await MoveAsync());
        return _updates.Current;
    }

    private async Task<bool> MoveAsync()
    {
        var moving = _updates.MoveNextAsync().AsTask();
        while (!moving.IsCompleted)
        {
            _time.AdvanceToNextTimer();
            await Task.Yield();
        }

        return await moving;
    }
}
