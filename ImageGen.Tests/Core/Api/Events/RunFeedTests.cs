using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using ImageGen.Core.Api.Events;
using ImageGen.Tests.Simulator;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Core.Api.Events;

public sealed class RunFeedTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly InMemoryRunStore _store = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Pull_ManyClients_ReadTheLogOncePerGrowthOrSecond()
    {
        var (runLog, feed) = await FeedAsync();
        await PullByManyAsync(feed);
        Assert.Equal(1, feed.Reads);

        await runLog.AppendAsync([new RunStarted(At(0), 1)], None);
        await PullByManyAsync(feed);
        Assert.Equal(2, feed.Reads);

        _time.Advance(TimeSpan.FromSeconds(1));
        await PullByManyAsync(feed);
        Assert.Equal(3, feed.Reads);
    }

    [Fact]
    public async Task Find_Positions_AreAtOrBeforeThePlaceAskedFor()
    {
        var (runLog, feed) = await FeedAsync();
        await runLog.AppendAsync([new RunStarted(At(0), 1), new RunStarted(At(1), 2)], None);
        await feed.PullAsync(None);
        var (first, second) = (feed.Oldest.Next!, feed.Newest);

        Assert.Same(feed.Oldest, feed.Find(LogPosition.Start));
        Assert.Same(first, feed.Find(first.Position));
        Assert.Same(first, feed.Find(new LogPosition(second.Position.Value - 1)));
        Assert.Same(second, feed.Find(new LogPosition(second.Position.Value + 1)));
    }

    [Fact]
    public async Task Pull_MoreThanIsKept_LetsTheOldestGo()
    {
        var (runLog, feed) = await FeedAsync();
        await runLog.AppendAsync([.. Enumerable.Range(1, RunFeed.Kept + 5).Select(n => new RunStarted(At(n), n))], None);
        await feed.PullAsync(None);

        Assert.Equal(RunFeed.Kept, feed.Newest.Number - feed.Oldest.Number);
        Assert.Null(feed.Find(LogPosition.Start));
    }

    [Fact]
    public async Task Client_ThatDoesNotRead_KeepsNothingOfTheFeed()
    {
        var (runLog, feed) = await FeedAsync();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 400, resumeWriterThreshold: 200));
        using var leave = new CancellationTokenSource();
        var deaf = new EventStreamWriter(
            feed, null, new EventStreamOptions { Pace = TimeSpan.Zero }, _time).WriteToAsync(pipe.Writer, leave.Token);
        await AppendTenAsync(runLog, feed);
        await Eventually.TrueAsync(() => Unread(pipe.Reader) > 400);
        var passing = await WeakNewestAsync(runLog, feed);
        await runLog.AppendAsync([.. Enumerable.Range(1, 3 * RunFeed.Kept).Select(n => new RunStarted(At(n), n))], None);
        await feed.PullAsync(None);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(passing.IsAlive);
        Assert.False(deaf.IsCompleted);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deaf);
    }

    private static Task PullByManyAsync(RunFeed feed) => Task.WhenAll(Enumerable.Range(0, 100).Select(_ => feed.PullAsync(None)));

    /// <summary>The newest message behind the place at which the client stands still.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> WeakNewestAsync(RunLog runLog, RunFeed feed)
    {
        await AppendTenAsync(runLog, feed);
        return new WeakReference(feed.Newest);
    }

    private static async Task AppendTenAsync(RunLog runLog, RunFeed feed)
    {
        await runLog.AppendAsync([.. Enumerable.Range(1, 10).Select(n => new RunStarted(At(n), n))], None);
        await feed.PullAsync(None);
    }

    private static long Unread(PipeReader reader)
    {
        if (!reader.TryRead(out var read))
        {
            return 0;
        }

        reader.AdvanceTo(read.Buffer.Start);
        return read.Buffer.Length;
    }

    private async Task<(RunLog Ledger, RunFeed Feed)> FeedAsync()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).BuildRun();
        Assert.True(await _store.CreateAsync(run, None));
        var runLog = await new RunLogs(_store).OpenAsync(run.Id, None);
        return (runLog, new RunFeed(runLog, _time));
    }
}
