using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Contracts;

/// <summary>Logs of runs: appended at the end that was expected, read in order.</summary>
public abstract partial class RunStoreContract
{
    [Fact]
    public async Task Append_EveryKindOfEvent_ReadsBackEqual()
    {
        var run = await CreatedAsync();
        var beat = BeatId.Parse("1.1");
        var why = new ModelFailure(
            FailureKind.RateLimitedPerMinute, "Too many \"requests\"\nfor ünïcode.", TimeSpan.FromSeconds(43.7), "429");
        ImmutableArray<RunEvent> events =
        [
            new RunStarted(At(1), 1),
            new RunPaused(At(2), PausedBy.CostLimit, "Enough."),
            new RunResumed(At(3), 2.5m),
            new RunCancelled(At(4), true),
            new RunStopped(At(5), "The model is gone."),
            new HostStopped(At(6)),
            new AttemptStarted(At(8), ImageStyle.Clear, beat, "a1", "clear-1", 0.067m),
            new AttemptFailed(At(9), ImageStyle.Clear, beat, "a1", why, 0.001m),
            new BeatCompleted(
                At(10.5), ImageStyle.Clear, beat, "a2", "generated_images/x.png", "e1", 0.067m, TimeSpan.FromSeconds(8.25), null),
            new BeatExisting(At(11), ImageStyle.Consistent, beat, "p", "e"),
            new BeatFailed(At(12), ImageStyle.Illustration, beat, null, why with { RetryAfter = null }, 0),
            new BeatSkipped(At(13), ImageStyle.Illustration, BeatId.Parse("1.2")),
            new StyleWaiting(At(14), ImageStyle.Clear, At(60), "keys cool"),
            new StyleWaiting(At(15), ImageStyle.Clear, null, null),
            new StyleEnded(At(16), ImageStyle.Clear),
            new RunEnded(At(17), RunStatus.CompletedWithErrors),
        ];
        var request = new BeatsRequested(At(18), BeatRequestKind.First, [new BeatRef(ImageStyle.Clear, beat)]);

        await Open().AppendAsync(run.Id, events.Add(request), null, None);

        var read = await Open().ReadAsync(run.Id, LogPosition.Start, 100, None);
        Assert.Equal(events, read.SkipLast(1).Select(e => e.Event));
        var last = Assert.IsType<BeatsRequested>(read[^1].Event);
        Assert.Equal(request.Beats.AsEnumerable(), last.Beats);
        Assert.Equal(request with { Beats = last.Beats }, last);
    }

    [Fact]
    public async Task Append_Always_ReturnsThePositionBehindItsLastEvent()
    {
        var run = await CreatedAsync();
        var store = Open();

        var first = await store.AppendAsync(run.Id, [Started(1), Started(2)], null, None);
        var second = await store.AppendAsync(run.Id, [Started(3)], null, None);

        var all = await store.ReadAsync(run.Id, LogPosition.Start, 10, None);
        Assert.Equal(all[1].Position, first);
        Assert.Equal(all[2].Position, second);
        Assert.True(all.Zip(all.Skip(1)).All(p => p.First.Position.CompareTo(p.Second.Position) < 0));
        Assert.True(all[0].Position.CompareTo(LogPosition.Start) > 0);
    }

    [Fact]
    public async Task Append_ExpectedIsTheEnd_Appends()
    {
        var run = await CreatedAsync();
        var store = Open();

        var first = await store.AppendAsync(run.Id, [Started(1)], LogPosition.Start, None);
        var second = await store.AppendAsync(run.Id, [Started(2)], first, None);

        Assert.NotNull(first);
        Assert.NotNull(second);
        await AssertStartsAsync(run.Id, 1, 2);
    }

    [Fact]
    public async Task Append_ExpectedIsNotTheEnd_ReturnsNullAndChangesNothing()
    {
        var run = await CreatedAsync();
        var store = Open();
        await store.AppendAsync(run.Id, [Started(1)], null, None);

        Assert.Null(await store.AppendAsync(run.Id, [Started(2), Started(3)], LogPosition.Start, None));

        await AssertStartsAsync(run.Id, 1);
    }

    [Fact]
    public async Task Append_WithoutAwaiting_KeepsTheOrderOfTheCalls()
    {
        var run = await CreatedAsync();
        var store = Open();

        var appends = Enumerable.Range(1, 200).Select(n => store.AppendAsync(run.Id, [Started(n)], null, None)).ToArray();
        var positions = await Task.WhenAll(appends);

        Assert.Equal(Enumerable.Range(1, 200), await StartsAsync(run.Id));
        Assert.Equal(positions.Select(p => p!.Value.Value).Order(), positions.Select(p => p!.Value.Value));
    }

    [Fact]
    public async Task Append_DecidedBeforeTheTaskIsReturned_SecondWithSameExpectationLoses()
    {
        var run = await CreatedAsync();
        var store = Open();

        var first = store.AppendAsync(run.Id, [Started(1)], LogPosition.Start, None);
        var second = store.AppendAsync(run.Id, [Started(2)], LogPosition.Start, None);

        Assert.NotNull(await first);
        Assert.Null(await second);
    }

    [Fact]
    public async Task Append_SameExpectationFromManySides_OneWins()
    {
        var run = await CreatedAsync();

        var won = await Task.WhenAll(Enumerable.Range(1, 8)
            .Select(n => Task.Run(() => Open().AppendAsync(run.Id, [Started(n), Started(n)], LogPosition.Start, None))));

        Assert.Single(won, w => w is not null);
        var starts = await StartsAsync(run.Id);
        Assert.Equal(2, starts.Length);
        Assert.Equal(starts[0], starts[1]);
    }

    [Fact]
    public async Task Append_FromManySides_KeepsEachAppendTogetherAndLosesNone()
    {
        var run = await CreatedAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(side => Task.Run(async () =>
        {
            var store = Open();
            for (var n = 0; n < 25; n++)
            {
                var start = (side * 1000) + n;
                await store.AppendAsync(run.Id, [Started(start), Started(start)], null, None);
            }
        })));

        var starts = await StartsAsync(run.Id);
        Assert.Equal(200, starts.Length);
        Assert.All(starts.Chunk(2), pair => Assert.Equal(pair[0], pair[1]));
        Assert.All(
            starts.Where((_, i) => i % 2 == 0).GroupBy(s => s / 1000),
            side => Assert.Equal(Enumerable.Range(side.Key * 1000, 25), side));
    }

    [Fact]
    public async Task Read_InPages_GivesEveryEventOnce()
    {
        var run = await CreatedAsync();
        var store = Open();
        await store.AppendAsync(run.Id, [.. Enumerable.Range(1, 23).Select(Started)], null, None);
        List<int> seen = [];
        var position = LogPosition.Start;

        while (await Open().ReadAsync(run.Id, position, 5, None) is { IsEmpty: false } page)
        {
            Assert.InRange(page.Length, 1, 5);
            seen.AddRange(page.Select(e => ((RunStarted)e.Event).Start));
            position = page[^1].Position;
        }

        Assert.Equal(Enumerable.Range(1, 23), seen);
    }

    [Fact]
    public async Task Read_FromTheEndOrOfNoRun_IsEmpty()
    {
        var run = await CreatedAsync();
        var end = await Open().AppendAsync(run.Id, [Started(1)], null, None);

        Assert.Empty(await Open().ReadAsync(run.Id, end!.Value, 10, None));
        Assert.Empty(await Open().ReadAsync("tale-77", LogPosition.Start, 10, None));
    }

    [Fact]
    public async Task Logs_OfTwoRuns_AreApart()
    {
        var one = await CreatedAsync();
        var two = await CreatedAsync(number: 2);
        await Open().AppendAsync(one.Id, [Started(1)], null, None);
        await Open().AppendAsync(two.Id, [Started(2)], null, None);

        await AssertStartsAsync(one.Id, 1);
        await AssertStartsAsync(two.Id, 2);
    }

    private static RunStarted Started(int start) => new(At(start), start);

    private async Task AssertStartsAsync(string runId, params int[] expected) => Assert.Equal(expected, await StartsAsync(runId));

    private async Task<int[]> StartsAsync(string runId) =>
        [.. (await Open().ReadAsync(runId, LogPosition.Start, 10_000, None)).Select(e => ((RunStarted)e.Event).Start)];
}
