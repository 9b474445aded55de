namespace ImageGen.Tests.Core.Workflows.Replay;

public sealed class ReplayEngineTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly ToyWorkflows _toys = new();

    [Fact]
    public void FanOut_EveryOrderOfResults_SameSum()
    {
        var orders = new HashSet<string>();
        for (var seed = 0UL; seed < 20; seed++)
        {
            var engine = Run("SumOfDoubles", 4, seed);

            Assert.Equal("20", engine.Instances["i"].Output);
            orders.Add(string.Join(' ', engine.Histories[0].Entries.Where(e => e.Kind is EntryKind.ActivityCompleted).Select(e => e.Id)));
        }

        Assert.True(orders.Count > 5, $"Only {orders.Count} orders.");
    }

    [Fact]
    public void Run_SameSeed_SameHistory()
    {
        var first = Run("SumOfDoubles", 5, 7).Histories[0].Entries.Select(e => e.Write());
        var second = new ReplayEngineTests().Run("SumOfDoubles", 5, 7).Histories[0].Entries.Select(e => e.Write());

        Assert.Equal(first, second);
    }

    [Fact]
    public void Entry_WrittenAndRead_IsTheSame()
    {
        var history = Run("SumOfDoubles", 3, 1).Histories[0];

        Assert.All(history.Entries, e => Assert.Equal(e, HistoryEntry.Read(System.Text.Json.JsonDocument.Parse(e.Write()).RootElement)));
    }

    [Fact]
    public void Signals_EarlyAndLate_EachTakenOnceInOrder()
    {
        var engine = Engine(1);
        engine.Start("Collect", "i", 3);
        for (var n = 1; n <= 3; n++)
        {
            var word = $"w{n}";
            engine.At(_clock.GetUtcNow().AddSeconds(n), () => engine.Signal("i", "word", word));
        }

        engine.Run();

        Assert.Equal("""["w1","w2","w3"]""", engine.Instances["i"].Output);
    }

    [Theory]
    [InlineData(5, "\"time, wait cancelled\"")]
    [InlineData(20, "\"hello, timer cancelled\"")]
    public void TimerAndSignal_WhicheverComesFirst_CancelsTheOther(int seconds, string expected)
    {
        var start = _clock.GetUtcNow();
        var engine = Engine(1);
        engine.Start("FirstOf", "i", seconds);
        engine.At(start.AddSeconds(10), () => engine.Signal("i", "word", "hello"));

        engine.Run();

        Assert.Equal(expected, engine.Instances["i"].Output);
        Assert.True(_clock.GetUtcNow() < start.AddSeconds(15), "A cancelled timer is not waited for.");
    }

    [Fact]
    public void Activity_Fails_WorkflowGetsTheMessage() => Assert.Equal("\"No 3 today.\"", Run("Catches", 3, 1).Instances["i"].Output);

    [Fact]
    public void Children_End_ParentGetsTheirResults() => Assert.Equal("20", Run("Parent", 3, 1).Instances["i"].Output);

    [Fact]
    public void ContinueAsNew_BeginsWithTheNewInputAndEmptyHistory()
    {
        var engine = Run("CountDown", 3, 1);

        Assert.Equal("1", engine.Instances["i"].Output);
        Assert.Equal(["3", "2", "1"], engine.Histories.Select(h => h.Entries[0].Json));
        Assert.Equal(3, _toys.Counted);
    }

    [Fact]
    public void ContinueAsNew_SignalsNotTaken_AreThereForTheLastExecution()
    {
        for (var seed = 0UL; seed < 10; seed++)
        {
            var engine = Engine(seed);
            engine.Start("Generations", "i", 1);
            engine.Signal("i", "word", "one");
            engine.At(_clock.GetUtcNow().AddSeconds(1), () => engine.Signal("i", "word", "two"));

            engine.Run();

            Assert.Equal("""["one","two"]""", engine.Instances["i"].Output);
        }
    }

    [Fact]
    public void Signal_InstanceHasEndedWhenItArrives_IsTold()
    {
        var lost = new List<string>();
        var engine = Run("CountDown", 1, 1);
        engine.SignalLost = (instance, name) => lost.Add($"{instance} {name}");

        engine.Signal("i", "word", "late");
        engine.Signal("another", "word", "to no one");
        engine.Run();

        Assert.Equal(["i word"], lost);
    }

    [Fact]
    public void Exchange_GoesToThePoolOfThatName() => Assert.Equal("2", Run("Reservations", 5, 1).Instances["i"].Output);

    [Fact]
    public void Activities_ResultsGetLost_RunAgainAndCountOnce()
    {
        var engine = Engine(1, new ReplayOptions { RunTwice = 1, KeepsHistories = true });
        engine.Start("CountDown", "i", 3);

        engine.Run();

        Assert.Equal(6, _toys.Counted);
        Assert.All(engine.Histories, h => Assert.Single(h.Entries, e => e.Kind is EntryKind.ActivityCompleted));
    }

    [Fact]
    public void Crash_InstanceLost_BeginsAgainFromItsLastInput()
    {
        for (var steps = 1; steps < 40; steps++)
        {
            var engine = Engine((ulong)steps);
            engine.Start("Parent", "i", 2);
            for (var n = 0; n < steps && engine.Step(); n++)
            {
            }

            engine.Crash(i => i.Id == "i", TimeSpan.FromSeconds(3));
            engine.Run();

            Assert.Equal("8", engine.Instances["i"].Output);
        }
    }

    [Fact]
    public void Crash_HistoryKept_RunsAgainWhatWasUnderWay()
    {
        for (var steps = 1; steps < 20; steps++)
        {
            var engine = Engine((ulong)steps);
            engine.Start("SumOfDoubles", "i", 3);
            for (var n = 0; n < steps && engine.Step(); n++)
            {
            }

            engine.Crash(_ => false, TimeSpan.FromSeconds(3));
            engine.Run();

            Assert.Equal("12", engine.Instances["i"].Output);
        }
    }

    [Fact]
    public void Workflow_AsksForSomethingElseWhenRunAgain_IsCaughtAtThatCommand()
    {
        var e = Assert.Throws<NonDeterminismException>(() => Run("CountsItsRuns", 5, 1));

        Assert.Equal(3, e.Position);
        Assert.Equal(("1", "2"), (e.Recorded!.Json, e.Now!.Json));
        Assert.Contains("entry 3", e.Message, StringComparison.Ordinal);
        Assert.Contains("\"json\":1", e.Message, StringComparison.Ordinal);
        Assert.Contains("\"json\":2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Workflow_AsksForMoreOrLessThanRecorded_IsCaught()
    {
        var catalogue = _toys.Catalogue;
        var recorded = Run("AsksForLess", 5, 1).Histories[0];
        var shorter = recorded with { Entries = [.. recorded.Entries.SkipLast(1)] };

        Assert.Throws<NonDeterminismException>(
            () => Replayer.Replay(catalogue, recorded with { Entries = [.. recorded.Entries, recorded.Entries[1]] }));
        Assert.Null(Assert.Throws<NonDeterminismException>(() => Replayer.Replay(catalogue, shorter)).Recorded);
    }

    [Fact]
    public void ReplayAllPrefixes_DeterministicWorkflow_Passes()
    {
        var history = Run("SumOfDoubles", 5, 3).Histories[0];

        Replayer.ReplayAllPrefixes(_toys.Catalogue, history);
    }

    [Theory]
    [InlineData("LeavesItsThread", 1, "awaits a task that is not its context's")]
    [InlineData("CancelsElsewhere", 1, "awaits a task that is not its context's")]
    [InlineData("WaitsForNothing", 1, "awaits a task that is not its context's")]
    [InlineData("ContinuesOverWork", 1, "continues as new while a delay is unfinished")]
    [InlineData("ShowsMuch", 8191, "16386 bytes as UTF-16")]
    [InlineData("AsksForMuch", 32766, "32768 characters")]
    public void Workflow_BreaksARule_IsCaught(string workflow, int input, string message)
    {
        var e = Assert.Throws<ContractBrokenException>(() => Run(workflow, input, 1));

        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Payload_JustSmallEnough_Passes()
    {
        Assert.Equal("8190", Run("ShowsMuch", 8190, 1).Instances["i"].Output);
        Assert.Equal("32765", Run("AsksForMuch", 32765, 1).Instances["i"].Output);
    }

    private ReplayEngine Run(string workflow, int input, ulong seed)
    {
        var engine = Engine(seed);
        engine.Start(workflow, "i", input);
        engine.Run();
        return engine;
    }

    private ReplayEngine Engine(ulong seed, ReplayOptions? options = null) =>
        new(_toys.Catalogue, _clock, seed, options ?? new ReplayOptions { KeepsHistories = true });
}
