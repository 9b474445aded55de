using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using ImageGen.Core.Api.Events;
using ImageGen.Core.Ports;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Tests.Builders;
using ImageGen.Tests.Fakes;
using ImageGen.Tests.Simulator;
using ImageGen.Tests.Time;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Api.Events;

public sealed class RunFeedTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly InMemoryRunStore _store = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Pull_ManyClients_ReadTheLogOncePerGrowthOrSecond()
    {
        var (ledger, feed) = await FeedAsync();
        await PullByManyAsync(feed);
        Assert.Equal(1, feed.Reads);

        await ledger.AppendAsync(new RunStarted(At(0), 1), None);
        await PullByManyAsync(feed);
        Assert.Equal(2, feed.Reads);

        _time.Advance(TimeSpan.FromSeconds(1));
        await PullByManyAsync(feed);
        Assert.Equal(3, feed.Reads);
    }

    [Fact]
    public async Task Find_Positions_AreAtOrBeforeThePlaceAskedFor()
    {
        var (ledger, feed) = await FeedAsync();
        await ledger.AppendAsync([new RunStarted(At(0), 1), new RunStarted(At(1), 2)], None);
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
        var (ledger, feed) = await FeedAsync();
        await ledger.AppendAsync([.. Enumerable.Range(1, RunFeed.Kept + 5).Select(n => new RunStarted(At(n), n))], None);
        await feed.PullAsync(None);

        Assert.Equal(RunFeed.Kept, feed.Newest.Number - feed.Oldest.Number);
        Assert.Null(feed.Find(LogPosition.Start));
    }

    [Fact]
    public async Task Client_ThatDoesNotRead_KeepsNothingOfTheFeed()
    {
        var (ledger, feed) = await FeedAsync();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 400, resumeWriterThreshold: 200));
        using var leave = new CancellationTokenSource();
        var deaf = new EventStreamWriter(feed, null, new EventStreamOptions { Pace = TimeSpan.Zero }, _time).WriteToAsync(pipe.Writer, leave.Token);
        await AppendTenAsync(ledger, feed);
        await Eventually.TrueAsync(() => Unread(pipe.Reader) > 400);
        var passing = await WeakNewestAsync(ledger, feed);
        await ledger.AppendAsync([.. Enumerable.Range(1, 3 * RunFeed.Kept).Select(n => new RunStarted(At(n), n))], None);
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
    private static async Task<WeakReference> WeakNewestAsync(RunLedger ledger, RunFeed feed)
    {
        await AppendTenAsync(ledger, feed);
        return new WeakReference(feed.Newest);
    }

    private static async Task AppendTenAsync(RunLedger ledger, RunFeed feed)
    {
        await ledger.AppendAsync([.. Enumerable.Range(1, 10).Select(n => new RunStarted(At(n), n))], None);
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

    private async Task<(RunLedger Ledger, RunFeed Feed)> FeedAsync()
    {
        var run = new StoryboardBuilder().Styles(ImageStyle.Clear).BuildRun();
        Assert.True(await _store.CreateAsync(run, None));
        var ledger = await new RunLedgers(_store).OpenAsync(run.Id, None);
        return (ledger, new RunFeed(ledger, _time));
    }
}
