using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Tests.Builders;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Contracts;

/// <summary>What every <see cref="IRunStore"/> keeps. One subclass per store.</summary>
public abstract class RunStoreContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>A store over the test's data: each call gives one that another process could have opened.</summary>
    protected abstract IRunStore Open();

    [Fact]
    public async Task Create_NewRun_CanBeFoundWhole()
    {
        var run = new StoryboardBuilder().Shots(3, 4).Options(new RunOptions
        {
            Model = "m",
            AspectRatio = "16:9",
            ImageSize = "2K",
            Overwrite = true,
            OnChanged = OnChanged.Keep,
            OnQuotaExhausted = OnQuotaExhausted.Fail,
            MaxCostUsd = 1.25m,
            MaxParallel = 3,
            First = [BeatId.Parse("2.1"), BeatId.Parse("1.1")],
        }).BuildRun();

        Assert.True(await Open().CreateAsync(run, None));

        var found = await Open().FindAsync(run.Id, None);
        Assert.NotNull(found);
        Assert.Equal(run.Id, found.Id);
        Assert.Equal(run.CreatedAt, found.CreatedAt);
        Assert.Equal(run.Storyboard.ProjectPath, found.Storyboard.ProjectPath);
        Assert.Equal(run.Storyboard.Project, found.Storyboard.Project);
        Assert.Equal(run.Storyboard.Options.First.AsEnumerable(), found.Storyboard.Options.First);
        Assert.Equal(run.Storyboard.Options with { First = default }, found.Storyboard.Options with { First = default });
        Assert.Equal(run.Storyboard.Styles.Select(s => s.Style), found.Storyboard.Styles.Select(s => s.Style));
        Assert.Equal(run.Storyboard.Styles.SelectMany(s => s.Beats), found.Storyboard.Styles.SelectMany(s => s.Beats));
    }

    [Fact]
    public async Task Create_IdTaken_ReturnsFalseAndChangesNothing()
    {
        var first = new StoryboardBuilder().Shots(1, 1).BuildRun();
        var second = new StoryboardBuilder().Shots(2, 2).BuildRun();
        await Open().CreateAsync(first, None);

        Assert.False(await Open().CreateAsync(second, None));

        Assert.Equal(first.Storyboard.BeatCount, (await Open().FindAsync(first.Id, None))!.Storyboard.BeatCount);
    }

    [Fact]
    public async Task Create_SameIdFromManySides_OneWins()
    {
        var run = new StoryboardBuilder().BuildRun();

        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Open().CreateAsync(run, None))));

        Assert.Single(won, w => w);
    }

    [Theory]
    [InlineData("tale-1")]
    [InlineData("no such thing")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public async Task Find_UnknownOrImpossibleId_ReturnsNull(string id) => Assert.Null(await Open().FindAsync(id, None));

    [Fact]
    public async Task List_SeveralProjects_NewestFirstAndFiltered()
    {
        var store = Open();
        var one = new StoryboardBuilder().Project("one").Shots(1, 2).BuildRun(1, At(0));
        var two = new StoryboardBuilder().Project("two").BuildRun(1, At(10));
        var oneAgain = new StoryboardBuilder().Project("one").BuildRun(2, At(20));
        foreach (var run in (RunDocument[])[two, oneAgain, one])
        {
            await store.CreateAsync(run, None);
        }

        var all = await Open().ListAsync(null, None);
        var ofOne = await Open().ListAsync(one.Storyboard.Project, None);

        Assert.Equal(["one-2", "two-1", "one-1"], all.Select(h => h.Id));
        Assert.Equal(["one-2", "one-1"], ofOne.Select(h => h.Id));
        Assert.Equal(new RunHeader("one-1", one.Storyboard.Project, one.CreatedAt, 6), all[2]);
    }

    [Fact]
    public async Task List_NothingThere_IsEmpty() => Assert.Empty(await Open().ListAsync(null, None));

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

    [Fact]
    public async Task Delete_ARun_ForgetsDocumentAndLogAndNothingElse()
    {
        var one = await CreatedAsync();
        var two = await CreatedAsync(number: 2);
        var store = Open();
        await store.AppendAsync(one.Id, [Started(1)], null, None);
        await store.AppendAsync(two.Id, [Started(2)], null, None);

        await store.DeleteAsync(one.Id, None);
        await store.DeleteAsync(one.Id, None);

        Assert.Null(await Open().FindAsync(one.Id, None));
        Assert.Empty(await Open().ReadAsync(one.Id, LogPosition.Start, 10, None));
        Assert.Equal([two.Id], (await Open().ListAsync(null, None)).Select(h => h.Id));
        await AssertStartsAsync(two.Id, 2);
    }

    [Fact]
    public async Task Delete_TheLastRun_ItsNumberIsNotUsedAgain()
    {
        var project = (await CreatedAsync()).Storyboard.Project;
        var two = await CreatedAsync(number: 2);

        await Open().DeleteAsync(two.Id, None);

        Assert.Equal(2, await Open().LastNumberAsync(project, None));
        Assert.Null(await Open().FindAsync(two.Id, None));
        Assert.Empty(await Open().ListUnreadableAsync(project, None));
    }

    private static RunStarted Started(int start) => new(At(start), start);

    private async Task<RunDocument> CreatedAsync(int number = 1)
    {
        var run = new StoryboardBuilder().BuildRun(number, At(number));
        Assert.True(await Open().CreateAsync(run, None));
        return run;
    }

    private async Task AssertStartsAsync(string runId, params int[] expected) => Assert.Equal(expected, await StartsAsync(runId));

    private async Task<int[]> StartsAsync(string runId) =>
        [.. (await Open().ReadAsync(runId, LogPosition.Start, 10_000, None)).Select(e => ((RunStarted)e.Event).Start)];
}
