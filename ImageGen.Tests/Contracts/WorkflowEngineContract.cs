using ImageGen.Core.Workflows;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Tests.Contracts;

/// <summary>What <see cref="IWorkflowContext"/> promises, on any engine.</summary>
public abstract class WorkflowEngineContract : IAsyncLifetime
{
    private IEngineHarness _engine = null!;

    /// <summary>How long a delay of one tick takes on this engine.</summary>
    protected virtual TimeSpan Tick => TimeSpan.FromMinutes(1);

    /// <summary>An engine that can run <paramref name="program"/>.</summary>
    protected abstract Task<IEngineHarness> OpenAsync(WorkflowProgram program);

    public async Task InitializeAsync() => _engine = await OpenAsync(new ContractWorkflows(Tick).Program);

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task Activities_ManyAtOnce_EachCallGetsItsOwnResult()
    {
        Assert.Equal(Enumerable.Range(1, 40).Select(n => n * n), await RunAsync<int[]>("Squares", 40));
    }

    [Fact]
    public async Task Activity_RefusesWithWordsForPeople_WorkflowGetsThem()
    {
        Assert.Equal("No paint today.", await RunAsync<string>("Catches", "Refuse"));
    }

    [Fact]
    public async Task Activity_ThrowsUnexpectedly_WorkflowLearnsThatItFailed()
    {
        Assert.Contains("Stumble", await RunAsync<string>("Catches", "Stumble"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhenAny_SignalBeforeTimer_SignalWins()
    {
        await _engine.StartAsync("First", "i", 3);
        await _engine.AdvanceAsync(_engine.Tick);
        await _engine.SignalAsync("i", ContractWorkflows.Signal, "hello");

        Assert.Equal("9 hello", await _engine.ResultAsync<string>("i"));
    }

    [Fact]
    public async Task WhenAny_TimerBeforeSignal_TimerWins()
    {
        await _engine.StartAsync("First", "i", 2);
        await _engine.AdvanceAsync(_engine.Tick * 4);
        await _engine.SignalAsync("i", ContractWorkflows.Signal, "hello");

        Assert.Equal("9 time", await _engine.ResultAsync<string>("i"));
    }

    [Fact]
    public async Task Cancel_DelayAndWait_EndAndTakeNoSignal()
    {
        await _engine.StartAsync("Cancels", "i", 1000);
        await _engine.SettleAsync();
        await _engine.SignalAsync("i", ContractWorkflows.Signal, "mine");

        Assert.Equal("cancelled cancelled cancelled, mine", await _engine.ResultAsync<string>("i"));
    }

    [Fact]
    public async Task Signals_EarlyAndLate_EachTakenOnceInOrder()
    {
        await _engine.StartAsync("Collects", "i", 4);
        await _engine.SettleAsync();
        foreach (var word in new[] { "a", "b", "c" })
        {
            await _engine.SignalAsync("i", ContractWorkflows.Signal, word);
        }

        await _engine.AdvanceAsync(_engine.Tick * 5);
        await _engine.SignalAsync("i", ContractWorkflows.Signal, "d");

        Assert.Equal(["a", "b", "c", "d"], await _engine.ResultAsync<string[]>("i"));
    }

    [Fact]
    public async Task Signals_SeveralWaitsOpen_ServedInTheOrderOfTheWaits()
    {
        await _engine.StartAsync("CollectsTwoAtOnce", "i", 3);
        await _engine.SettleAsync();
        foreach (var word in new[] { "a", "b", "c" })
        {
            await _engine.SignalAsync("i", ContractWorkflows.Signal, word);
        }

        Assert.Equal(["a", "b", "c"], await _engine.ResultAsync<string[]>("i"));
    }

    [Fact]
    public async Task ContinueAsNew_SignalsNotTaken_AreKeptInOrder()
    {
        await _engine.StartAsync("CollectsOverGenerations", "i", 1);
        await _engine.SettleAsync();
        await _engine.SignalAsync("i", ContractWorkflows.Signal, "a");
        await _engine.SignalAsync("i", ContractWorkflows.Signal, "b");
        await _engine.AdvanceAsync(_engine.Tick * 4);
        await _engine.SignalAsync("i", ContractWorkflows.Signal, "c");

        Assert.Equal(["a", "b", "c"], await _engine.ResultAsync<string[]>("i"));
    }

    [Fact]
    public async Task ContinueAsNew_UntilTheEnd_ResultIsTheLastOne()
    {
        Assert.Equal(1, await RunAsync<int>("CountsDown", 5));
    }

    [Fact]
    public async Task UtcNow_DelaysAndGenerations_NeverGoesBackwardsAndDelaysAreNotShort()
    {
        var notes = await RunAsync<ClockNotes>("ReadsClock", new ClockNotes([]));

        Assert.Equal(12, notes.Readings.Length);
        Assert.Equal(notes.Readings.Order(), notes.Readings);
        Assert.All(Enumerable.Range(0, 3), n => Assert.True(notes.Readings[(4 * n) + 1] >= notes.Readings[4 * n] + _engine.Tick));
    }

    [Fact]
    public async Task Children_EndAndFail_ParentGetsResultsAndFailures()
    {
        Assert.Equal(["1", "failed", "1", "failed"], await RunAsync<string[]>("HasChildren", 4));
    }

    [Fact]
    public async Task Child_SameIdAfterItsEnd_RunsAgain()
    {
        Assert.Equal("1 1", await RunAsync<string>("ChildAgain", "again"));
    }

    [Fact]
    public async Task Workflow_Throws_InstanceFails()
    {
        await Assert.ThrowsAsync<WorkflowActivityException>(() => RunAsync<int>("Fails", 1));
    }

    [Fact]
    public async Task ExchangeKeys_TwoInstances_ShareThePool()
    {
        var first = await RunAsync<int>("Reserves", 3);
        var second = await RunAsync<int>("Reserves", 4);

        Assert.Equal((3, 2), (first, second));
    }

    [Fact]
    public async Task SendSignal_ToAnInstanceAndToNone_ArrivesInOrderAndDoesNoHarm()
    {
        await _engine.StartAsync("Collects", "to", 3);
        await _engine.SettleAsync();

        Assert.Equal("sent", await RunAsync<string>("Sends", "to"));
        Assert.Equal(["w1", "w2", "w3"], (await _engine.ResultAsync<string[]>("to")).Order());
    }

    [Fact]
    public async Task SendSignal_ToAnInstanceThatHasEnded_DoesNoHarm()
    {
        await RunAsync<int>("CountsDown", 1, "ended");

        Assert.Equal("sent", await RunAsync<string>("Sends", "ended"));
    }

    [Fact]
    public async Task Continuations_OfManyBranches_NeverTwoAtOnce()
    {
        Assert.Equal(16 * 20, await RunAsync<int>("NeverTwoAtOnce", 16));
    }

    [Fact]
    public async Task SetStatus_SeveralTimes_TheLastIsSeen()
    {
        await _engine.StartAsync("Shows", "i", 1);
        await _engine.SettleAsync();

        Assert.Equal("""{"step":2}""", await _engine.StatusAsync("i"));
        await _engine.SignalAsync("i", ContractWorkflows.Signal, "bye");
        Assert.Equal("bye", await _engine.ResultAsync<string>("i"));
    }

    [Fact]
    public async Task Activity_InputChangedAfterTheCall_GetsItAsItWas()
    {
        Assert.Equal("7", await RunAsync<string>("Mutates", 7));
    }

    private async Task<T> RunAsync<T>(string workflow, object input, string? id = null)
    {
        id ??= $"{workflow}-{input}";
        await _engine.StartAsync(workflow, id, input);
        return await _engine.ResultAsync<T>(id);
    }
}
