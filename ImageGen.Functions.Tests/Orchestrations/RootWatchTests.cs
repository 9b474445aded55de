using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Root;
using ImageGen.Functions.Orchestrations;
using ImageGen.Functions.Tests.Support.Engine;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Functions.Tests.Orchestrations;

/// <summary>Roots, started, woken and ended from outside, on the engine.</summary>
[Collection(AzuriteTests.Name)]
public sealed class RootWatchTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly InMemoryRunStore _store = new();
    private readonly RunDocument _run = new StoryboardBuilder().BuildRun();
    private RunLogs _runLogs = null!;
    private RootWatch _roots = null!;
    private DurableHarness _engine = null!;

    private DurableTaskClient Client => _engine.Client;

    public async Task InitializeAsync()
    {
        await _store.CreateAsync(_run, None);
        _runLogs = new RunLogs(_store);
        _roots = new RootWatch(_runLogs, TimeProvider.System, NullLogger<RootWatch>.Instance);
        _engine = await StartAsync(CountWordsAsync);
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Fact]
    public async Task Wake_ManyAtOnce_OneRootThatHearsTheOthers()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WakeAsync()));

        // Those that lost the race may have sent their word before the root was there; it reads the log when it begins.
        await UntilAsync(instance => instance?.SerializedCustomStatus is not null);
        await WakeAsync();
        await UntilAsync(instance => instance?.SerializedCustomStatus is not (null or "0"));
        var all = new List<OrchestrationMetadata>();
        await foreach (var instance in Client.GetAllInstancesAsync())
        {
            all.Add(instance);
        }

        Assert.Equal(_run.Id, Assert.Single(all).InstanceId);
    }

    [Fact]
    public async Task Wake_RootHasEnded_StartsItAgain()
    {
        await WakeAsync();
        await Client.TerminateInstanceAsync(_run.Id, None);
        await EndedAsync();

        await WakeAsync();

        await StatusAsync("0");
    }

    /// <summary>The root ends when the signal arrives, and does not read the log again; no client views the run.</summary>
    [Fact]
    public async Task Request_RootIsEndingWhenItsRunIsReopened_StartsItAgain()
    {
        await _engine.DisposeAsync();
        _engine = await StartAsync((context, _) => context.WaitForSignalAsync<bool>(WorkflowNames.Control, CancellationToken.None));
        await WakeAsync();
        await IsAsync(OrchestrationRuntimeStatus.Running);
        var first = await Client.GetInstanceAsync(_run.Id, None);
        await (await _runLogs.OpenAsync(_run.Id, None)).AppendAsync(
            [new RunCancelled(DateTimeOffset.UnixEpoch, DropInFlight: false), new RunEnded(DateTimeOffset.UnixEpoch, RunStatus.Cancelled)],
            None);

        Assert.IsType<ControlResult.Done>(await Service().RequestAsync(_run.Id, BeatRequestKind.Retry, [], None));

        await UntilAsync(instance => instance!.CreatedAt > first!.CreatedAt);
    }

    [Fact]
    public async Task Check_RootIsTerminated_EndsTheRunInItsLog()
    {
        await WakeAsync();
        await StatusAsync("0");
        Assert.Equal(RunGateState.Open, await CheckAsync());

        await Client.TerminateInstanceAsync(_run.Id, None);
        await EndedAsync();
        _roots.Forget(_run.Id);

        Assert.Equal(RunGateState.Ended, await CheckAsync());
        Assert.Equal(RunGateState.Ended, await CheckAsync());
        Assert.Equal([typeof(RunCancelled), typeof(RunEnded)], _store.Log(_run.Id).Select(e => e.Event.GetType()));
    }

    [Fact]
    public async Task Check_RootIsSuspendedAndResumedByDurable_PausesAndResumesTheRun()
    {
        await WakeAsync();
        await StatusAsync("0");
        await Client.SuspendInstanceAsync(_run.Id, "by URL", None);
        await IsAsync(OrchestrationRuntimeStatus.Suspended);

        Assert.Equal(RunGateState.Held, await CheckAsync());
        Assert.Equal(RunStatus.Paused, await StateAsync(s => s.Status));

        await Client.ResumeInstanceAsync(_run.Id, "by URL", None);
        await IsAsync(OrchestrationRuntimeStatus.Running);

        // Left in the root when it was suspended, so that it looks at the log now.
        await StatusAsync("1");
        Assert.Equal(RunGateState.Open, await CheckAsync());
        Assert.Null(await StateAsync(s => s.PausedBy));
    }

    [Fact]
    public async Task Check_PausedByAPersonAndRunning_StaysPaused()
    {
        await WakeAsync();
        await Service().PauseAsync(_run.Id, "Lunch.", None);

        Assert.Equal(RunGateState.Open, await CheckAsync());

        Assert.Equal("Lunch.", await StateAsync(s => s.Reason));
    }

    [Fact]
    public async Task Resume_ByTheApiAfterSuspendByDurable_LetsTheRootGo()
    {
        await WakeAsync();
        await StatusAsync("0");
        await Client.SuspendInstanceAsync(_run.Id, "by URL", None);
        await IsAsync(OrchestrationRuntimeStatus.Suspended);
        await CheckAsync();

        await Service().ResumeAsync(_run.Id, null, None);

        await IsAsync(OrchestrationRuntimeStatus.Running);
    }

    [Fact]
    public async Task Check_RootIsOverAndItsRunIsNot_StartsTheRootAgain()
    {
        await WakeAsync();
        await EndByWordAsync();

        Assert.Equal(RunGateState.Ended, await CheckAsync());

        await IsAsync(OrchestrationRuntimeStatus.Running);
        await StatusAsync("0");
        Assert.Equal(RunGateState.Open, await CheckAsync());
    }

    [Fact]
    public async Task Check_RootAndRunAreOver_StartsNothing()
    {
        await WakeAsync();
        await EndByWordAsync();
        var runLog = await _runLogs.OpenAsync(_run.Id, None);
        await runLog.DecideAsync(_ => new Decision<bool>(true, [new RunEnded(DateTimeOffset.UnixEpoch, RunStatus.Completed)]), None);

        Assert.Equal(RunGateState.Ended, await CheckAsync());

        var root = await Client.GetInstanceAsync(_run.Id, getInputsAndOutputs: false, None);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, root!.RuntimeStatus);
    }

    [Fact]
    public async Task Check_NoRoot_IsEnded() => Assert.Equal(RunGateState.Ended, await CheckAsync());

    [Fact]
    public async Task LogStart_Twice_IsInTheLogOnce()
    {
        await _roots.LogStartAsync(_run.Id, None);
        await _roots.LogStartAsync(_run.Id, None);

        Assert.IsType<RunStarted>(Assert.Single(_store.Log(_run.Id)).Event);
    }

    private async Task EndByWordAsync()
    {
        await StatusAsync("0");
        await Client.RaiseEventAsync(_run.Id, WorkflowNames.Control, false, None);
        await IsAsync(OrchestrationRuntimeStatus.Completed);
    }

    /// <summary>A root that shows how many words it has had; "false" ends it.</summary>
    private static async Task<int> CountWordsAsync(IWorkflowContext context, StoryboardInput input)
    {
        for (var words = 0; ; words++)
        {
            context.SetStatus(words);
            if (!await context.WaitForSignalAsync<bool>(WorkflowNames.Control, CancellationToken.None))
            {
                return words;
            }
        }
    }

    private Task<DurableHarness> StartAsync<T>(Func<IWorkflowContext, StoryboardInput, Task<T>> root)
        where T : notnull =>
        DurableHarness.StartAsync(azurite.Hub(), HubProgram.Of([WorkflowBody.Of(StoryboardWorkflow.Name, root)], []));

    private RunService Service() => new(_store, _runLogs, new DurableWorkflowClient(Client, _roots), TimeProvider.System);

    private Task WakeAsync() => new DurableWorkflowClient(Client, _roots).WakeAsync(_run.Id, None);

    private Task<RunGateState> CheckAsync() => _roots.CheckAsync(Client, _run.Id, None);

    private async Task<T> StateAsync<T>(Func<RunState, T> read) => await (await _runLogs.OpenAsync(_run.Id, None)).ReadAsync(read, None);

    private Task IsAsync(OrchestrationRuntimeStatus status) => UntilAsync(instance => instance?.RuntimeStatus == status);

    private Task EndedAsync() => UntilAsync(instance => instance is { IsCompleted: true });

    private Task StatusAsync(string status) => UntilAsync(instance => instance?.SerializedCustomStatus == status);

    private async Task UntilAsync(Func<OrchestrationMetadata?, bool> isSo)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!isSo(await Client.GetInstanceAsync(_run.Id, getInputsAndOutputs: true, deadline.Token)))
        {
            await Task.Delay(20, deadline.Token);
        }
    }
}
