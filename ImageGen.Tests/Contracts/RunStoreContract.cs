using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Contracts;

/// <summary>What every <see cref="IRunStore"/> keeps. One subclass per store.</summary>
public abstract partial class RunStoreContract
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

    private async Task<RunDocument> CreatedAsync(int number = 1)
    {
        var run = new StoryboardBuilder().BuildRun(number, At(number));
        Assert.True(await Open().CreateAsync(run, None));
        return run;
    }
}
