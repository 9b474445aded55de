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
    public async Task Decide_AnotherWritesInTurns_ReadsFirstUntilItIsAloneAgain()
    {
        var counted = new CountedStore(_store);
        var (log, other) = (await OpenAsync(counted), await OpenAsync());
        for (var n = 0; n < 3; n++)
        {
            await PauseAsync(log, "Lunch.");
            await PauseAsync(other, "Dinner.");
        }

        var costs = new List<(int Reads, int Appends)>();
        for (var n = 0; n < 3; n++)
        {
            counted.Reset();
            await PauseAsync(log, "Lunch.");
            costs.Add((counted.Reads, counted.Appends));
        }

        // The second read finds nothing, and the third decision needs none.
        Assert.Equal([(1, 1), (1, 1), (0, 1)], costs);
    }

    private static Task<string?> PauseAsync(RunLog log, string reason) => log.DecideAsync(
        s => new Decision<string?>(s.Reason, [new RunPaused(DateTimeOffset.UnixEpoch, PausedBy.Person, reason)]), default);

    private async Task<RunLog> OpenAsync(IRunStore? store = null)
    {
        var run = RunSamples.Run("fable-1");
        await _store.CreateAsync(run, default);
        return new RunLog(run, store ?? _store);
    }

    /// <summary>Counts appends that are refused, too.</summary>
    private sealed class CountedStore(IRunStore inner) : DelegatingRunStore(inner)
    {
        public int Reads { get; private set; }

        public int Appends { get; private set; }

        public void Reset() => (Reads, Appends) = (0, 0);

        public override Task<ImmutableArray<LoggedEvent>> ReadAsync(
            string runId, LogPosition after, int max, CancellationToken cancellationToken)
        {
            Reads++;
            return base.ReadAsync(runId, after, max, cancellationToken);
        }

        public override Task<LogPosition?> AppendAsync(
            string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken)
        {
            Appends++;
            return base.AppendAsync(runId, events, expected, cancellationToken);
        }
    }
}
