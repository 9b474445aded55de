using ImageGen.Tests.Local.Storage;

namespace ImageGen.Tests.Core.Runs;

public sealed class RunLogTests
{
    private readonly InMemoryRunStore _store = new();

    [Fact]
    public async Task Decide_NoOtherWriter_AppendsWithoutAReadAndKnowsItsOwnEvents()
    {
        var log = await OpenAsync();
        await log.ReadAsync(_ => true, default);
        var reads = _store.Reads;

        await PauseAsync(log, "First.");
        var before = await PauseAsync(log, "Second.");

        Assert.Equal("First.", before);
        Assert.Equal("Second.", await log.RecallAsync(s => s.Reason));
        Assert.Equal(reads, _store.Reads);
        Assert.Equal("Second.", await log.ReadAsync(s => s.Reason, default));
    }

    [Fact]
    public async Task Decide_AnotherWroteMeanwhile_IsDecidedAgainOnThat()
    {
        var (log, other) = (await OpenAsync(), await OpenAsync());
        await log.ReadAsync(_ => true, default);
        await PauseAsync(other, "Lunch.");

        var seen = await PauseAsync(log, "Dinner.");

        Assert.Equal("Lunch.", seen);
        Assert.Equal("Dinner.", await other.ReadAsync(s => s.Reason, default));
    }

    [Fact]
    public async Task Decide_AppendsNothing_IsDecidedOnWhatAnotherWrote()
    {
        var (log, other) = (await OpenAsync(), await OpenAsync());
        await log.ReadAsync(_ => true, default);
        await PauseAsync(other, "Lunch.");

        var seen = await log.DecideAsync(s => new Decision<string?>(s.Reason), default);

        Assert.Equal("Lunch.", seen);
    }

    /// <summary>Where two write in turns, an append in vain before each would cost more than a read.</summary>
    [Fact]
    public async Task Decide_AnotherWritesNowAndThen_ReadsFirstUntilItIsAloneAgain()
    {
        var (log, other) = (await OpenAsync(), await OpenAsync());
        await PauseAsync(log, "1");
        await PauseAsync(other, "2");
        await PauseAsync(log, "3");
        await PauseAsync(other, "4");
        var (reads, appends) = (_store.Reads, _store.Appends);

        await PauseAsync(log, "5");

        Assert.Equal((1, 1), (_store.Reads - reads, _store.Appends - appends));
    }

    private static Task<string?> PauseAsync(RunLog log, string reason) => log.DecideAsync(
        s => new Decision<string?>(s.Reason, [new RunPaused(DateTimeOffset.UnixEpoch, PausedBy.Person, reason)]), default);

    private async Task<RunLog> OpenAsync()
    {
        var run = RunSamples.Run("fable-1");
        await _store.CreateAsync(run, default);
        return new RunLog(run, _store);
    }
}
