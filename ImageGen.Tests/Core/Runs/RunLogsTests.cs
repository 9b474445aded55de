using ImageGen.Core.Runs;
using ImageGen.Tests.Fakes;
using ImageGen.Tests.Local.Storage;

namespace ImageGen.Tests.Core.Runs;

public sealed class RunLogsTests
{
    private readonly InMemoryRunStore _store = new();

    [Fact]
    public async Task Find_MoreRunsThanItKeeps_ForgetsTheLeastRecentlyUsed()
    {
        var runLogs = new RunLogs(_store, capacity: 2);
        var (a, b, c) = (await CreateAsync(1), await CreateAsync(2), await CreateAsync(3));
        var first = await runLogs.FindAsync(a, default);
        var second = await runLogs.FindAsync(b, default);
        Assert.Same(first, await runLogs.FindAsync(a, default));

        await runLogs.FindAsync(c, default);

        Assert.Same(first, await runLogs.FindAsync(a, default));
        Assert.NotSame(second, await runLogs.FindAsync(b, default));
        Assert.Equal(4, _store.Finds);
    }

    private async Task<string> CreateAsync(int n)
    {
        var document = RunSamples.Run($"fable-{n}");
        await _store.CreateAsync(document, default);
        return document.Id;
    }
}
