using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;
using ImageGen.Local.Configuration;
using ImageGen.Tests.Simulator;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Engine;

public sealed class EmbeddedEngineTests : EngineTests
{
    private static readonly RunProgress Nothing = new(RunStatus.Running, 0, 0, 0, 0, null, null, []);

    private readonly HeldActivity _call = new();
    private int _roots;
    private int _wakes;

    [Fact]
    public async Task WakeAsync_ManyAtOnce_StartOneRootAndRecordIt()
    {
        await _world.RunAsync();
        var engine = _world.Open(WaitsForever);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => engine.WakeAsync("tale-1", default))));
        await engine.Workflows.Work.WhenIdleAsync();

        Assert.Equal((1, 1), (_roots, engine.Workflows.Instances));
        Assert.Equal(new RunStarted(_world.Clock.GetUtcNow(), 1), Assert.Single(_world.Log()));
    }

    [Fact]
    public async Task WakeAsync_RootIsAtWork_SignalsIt()
    {
        await _world.RunAsync();
        var engine = _world.Open(WaitsForever);
        await engine.WakeAsync("tale-1", default);
        await engine.Workflows.Work.WhenIdleAsync();
        var before = _wakes;

        await engine.WakeAsync("tale-1", default);
        await engine.Workflows.Work.WhenIdleAsync();

        Assert.Equal((before + 1, 1), (_wakes, _roots));
    }

    [Fact]
    public async Task WakeAsync_RootIsAboutToEnd_AnotherReadsTheLog()
    {
        await _world.RunAsync();
        var engine = _world.Open(EndsAfterACall, _call.Body("Call", isPaid: false));
        await engine.WakeAsync("tale-1", default);
        await _call.WhenBegunAsync(1);

        await engine.WakeAsync("tale-1", default);
        _call.End(1);

        await _call.WhenBegunAsync(2);
        Assert.Equal(2, _roots);
    }

    [Fact]
    public async Task WakeAsync_EndedOrUnknownRun_StartsNothing()
    {
        await _world.RunAsync(new RunStarted(At(1), 1), new RunEnded(At(2), RunStatus.Completed));
        var engine = _world.Open(WaitsForever);

        await engine.WakeAsync("tale-1", default);
        await engine.WakeAsync("saga-1", default);

        Assert.Equal((0, 2), (engine.Workflows.Instances, _world.Log().Length));
    }

    [Fact]
    public async Task WakeAsync_LogCannotBeWritten_FailsAndTheNextOneStartsIt()
    {
        await _world.RunAsync();
        var engine = _world.Open(WaitsForever);
        _world.Store.FailAppends("The disk is full.");

        await Assert.ThrowsAsync<UserException>(() => engine.WakeAsync("tale-1", default));
        _world.Store.FailAppends(null);
        await engine.WakeAsync("tale-1", default);

        Assert.Equal(1, engine.Workflows.Instances);
    }

    [Fact]
    public async Task StopAsync_RunsAtWork_RecordsItOnceAndWakesAreNoMore()
    {
        await _world.RunAsync();
        var engine = _world.Open(WaitsForever);
        await engine.WakeAsync("tale-1", default);

        await Task.WhenAll(engine.StopAsync(default), engine.StopAsync(default));
        await engine.StopAsync(default);
        await engine.WakeAsync("tale-1", default);

        Assert.Equal([nameof(RunStarted), nameof(HostStopped)], _world.Log().Select(e => e.GetType().Name));
    }

    [Fact]
    public async Task StopAsync_CallUnderWay_WaitsUntilItHasEnded()
    {
        await _world.RunAsync();
        var engine = _world.Open(EndsAfterACall, _call.Body("Call", isPaid: true));
        await engine.WakeAsync("tale-1", default);
        await _call.WhenBegunAsync(1);

        var stop = engine.StopAsync(default);
        await Eventually.TrueAsync(() => engine.Workflows.IsStopping);
        Assert.DoesNotContain(_world.Log(), e => e is HostStopped);
        _call.End(1);
        await stop;

        Assert.Equal(0, _call.Cancelled);
    }

    [Fact]
    public async Task StopAsync_CancelledByAPerson_DropsCallsAndStillRecordsTheStop()
    {
        await _world.RunAsync();
        var engine = _world.Open(EndsAfterACall, _call.Body("Call", isPaid: true));
        await engine.WakeAsync("tale-1", default);
        await _call.WhenBegunAsync(1);
        using var second = new CancellationTokenSource();

        var stop = engine.StopAsync(second.Token);
        await second.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop);
        Assert.Equal(1, _call.Cancelled);
        Assert.IsType<HostStopped>(_world.Log()[^1]);
    }

    [Fact]
    public async Task Start_AfterThreeBarrenCrashes_PausesInsteadAndContinuesWhenResumed()
    {
        await _world.RunAsync(new RunStarted(At(1), 1), new RunStarted(At(2), 2), new RunStarted(At(3), 3));
        var engine = _world.Open(WaitsForever);

        await engine.WakeAsync("tale-1", default);
        await engine.WakeAsync("tale-1", default);

        Assert.Equal(0, engine.Workflows.Instances);
        var (by, starts) = await _world.ReadAsync(s => (s.PausedBy, s.Starts));
        Assert.Equal((PausedBy.CrashLoop, 4), (by!.Value, starts));
        Assert.Contains("3 times in a row", ((RunPaused)_world.Log()[^1]).Reason, StringComparison.Ordinal);

        await _world.AppendAsync("tale-1", new RunResumed(At(90)));
        await engine.WakeAsync("tale-1", default);
        Assert.Equal(1, engine.Workflows.Instances);
    }

    [Fact]
    public async Task RestoreRunsAsync_Resume_StartsWhatIsNotOverAndLeavesWhatAPersonPaused()
    {
        await _world.RunAsync(Run("one"), new RunStarted(At(1), 1));
        await _world.RunAsync(Run("two"), new RunPaused(At(1), PausedBy.Person, "Lunch."));
        await _world.RunAsync(Run("three"), new RunPaused(At(1), PausedBy.HostStart, "Started so."));
        await _world.RunAsync(Run("four"), new RunPaused(At(1), PausedBy.Storage, "Full."));
        await _world.RunAsync(Run("five"), new RunEnded(At(1), RunStatus.Completed));
        await _world.RunAsync(Run("six"), new RunPaused(At(1), PausedBy.Person, "Lunch."), new RunCancelled(At(2), false));
        var engine = _world.Open(WaitsForever);

        await engine.RestoreRunsAsync(OnStart.Resume, default);

        string[] all = ["one-1", "two-1", "three-1", "four-1", "five-1", "six-1"];
        Assert.Equal(["one-1", "three-1", "four-1", "six-1"], all.Where(id => engine.Workflows.Signal(id, "hello", true)));
        Assert.Null(await _world.ReadAsync(s => s.PausedBy, "three-1"));
        Assert.Equal(PausedBy.Person, await _world.ReadAsync(s => s.PausedBy, "two-1"));
    }

    [Fact]
    public async Task RestoreRunsAsync_Pause_RunsSleepUntilTheyAreResumed()
    {
        await _world.RunAsync(new RunStarted(At(1), 1));
        var engine = _world.Open(WaitsForever);

        await engine.RestoreRunsAsync(OnStart.Pause, default);
        Assert.Equal((0, PausedBy.HostStart), (engine.Workflows.Instances, await _world.ReadAsync(s => s.PausedBy!.Value)));

        await _world.AppendAsync("tale-1", new RunResumed(At(70)));
        await engine.WakeAsync("tale-1", default);
        Assert.Equal(1, engine.Workflows.Instances);
    }

    [Fact]
    public async Task DropInFlightAsync_AtAnyTime_DropsOnlyThatRunsCalls()
    {
        await _world.RunAsync();
        var engine = _world.Open(EndsAfterACall, _call.Body("Call", isPaid: true));
        await engine.DropInFlightAsync("saga-1", default);
        await engine.WakeAsync("tale-1", default);
        await _call.WhenBegunAsync(1);

        await engine.DropInFlightAsync("saga-1", default);
        Assert.Equal(0, _call.Cancelled);
        await engine.DropInFlightAsync("tale-1", default);

        await Eventually.TrueAsync(() => _call.Cancelled == 1);
    }

    private static RunDocument Run(string project) => new StoryboardBuilder().Project(project).BuildRun();

    private async Task<RunProgress> WaitsForever(IWorkflowContext context, StoryboardInput input)
    {
        Interlocked.Increment(ref _roots);
        while (true)
        {
            Interlocked.Increment(ref _wakes);
            await context.WaitForSignalAsync<object?>(WorkflowNames.Control, CancellationToken.None);
        }
    }

    private async Task<RunProgress> EndsAfterACall(IWorkflowContext context, StoryboardInput input)
    {
        await context.CallActivityAsync<int>("Call", Interlocked.Increment(ref _roots));
        return Nothing;
    }
}
