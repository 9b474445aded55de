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

    [Fact]
    public async Task Find_RunIsDeletedWhileItsDocumentIsRead_IsNotKept()
    {
        var id = await CreateAsync(1);
        var slow = new SlowStore(_store);
        var runLogs = new RunLogs(slow);
        var finding = runLogs.FindAsync(id, default);

        await _store.DeleteAsync(id, default);
        runLogs.Forget(id);
        slow.Continue.SetResult();
        await finding;

        Assert.Null(await runLogs.FindAsync(id, default));
    }

    private async Task<string> CreateAsync(int n)
    {
        var document = RunSamples.Run($"fable-{n}");
        await _store.CreateAsync(document, default);
        return document.Id;
    }

    /// <summary>Finds at once and answers when it may.</summary>
    private sealed class SlowStore(IRunStore inner) : DelegatingRunStore(inner)
    {
        public TaskCompletionSource Continue { get; } = new();

        public override async Task<RunDocument?> FindAsync(string runId, CancellationToken cancellationToken)
        {
            var run = await base.FindAsync(runId, cancellationToken);
            await Continue.Task;
            return run;
        }
    }
}
