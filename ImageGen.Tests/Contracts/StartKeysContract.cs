using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Contracts;

/// <summary>What every store of start keys does.</summary>
public abstract class StartKeysContract
{
    private static readonly StartRecord First = new(new string('a', 64), new string('b', 64), "tale-1", At(0));

    private protected abstract Task<IStartKeys> CreateAsync();

    [Fact]
    public async Task Find_NothingStored_IsNull() => Assert.Null(await (await CreateAsync()).FindAsync(First.Key, default));

    [Fact]
    public async Task TryWrite_NewKey_IsFoundAsItWasStored()
    {
        var keys = await CreateAsync();

        Assert.True(await keys.TryWriteAsync(First, replaces: null, default));

        Assert.Equal(First, await keys.FindAsync(First.Key, default));
        Assert.Null(await keys.FindAsync(new string('c', 64), default));
    }

    [Fact]
    public async Task TryWrite_KeyThatIsThere_NeedsWhatIsStored()
    {
        var keys = await CreateAsync();
        await keys.TryWriteAsync(First, replaces: null, default);
        var second = First with { RunId = "tale-2" };

        Assert.False(await keys.TryWriteAsync(second, replaces: null, default));
        Assert.False(await keys.TryWriteAsync(second, First with { RunId = "tale-9" }, default));
        Assert.Equal(First, await keys.FindAsync(First.Key, default));

        Assert.True(await keys.TryWriteAsync(second, First, default));
        Assert.Equal(second, await keys.FindAsync(First.Key, default));
    }

    [Fact]
    public async Task TryWrite_ManyAtOnce_OneWins()
    {
        var keys = await CreateAsync();

        var won = await Task.WhenAll(
            Enumerable.Range(1, 20).Select(i => Task.Run(() => keys.TryWriteAsync(First with { RunId = $"tale-{i}" }, null, default))));

        Assert.Single(won, isWritten => isWritten);
    }
}
