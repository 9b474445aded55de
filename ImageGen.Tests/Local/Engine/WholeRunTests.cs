using ImageGen.Tests.Simulator;

namespace ImageGen.Tests.Local.Engine;

/// <summary>ImageGen's own workflows on the embedded engine.</summary>
public sealed class WholeRunTests : EngineTests
{
    [Fact]
    public async Task Run_FromStartToEnd_DrawsEveryBeatOnceAndIsForgotten()
    {
        await _world.RunAsync(Run(4, 3));
        var engine = _world.Open();

        await engine.WakeAsync("tale-1", default);
        await _world.UntilAsync(log => log[^1] is RunEnded);
        await Eventually.TrueAsync(() => engine.Workflows.Instances == 0);

        Assert.Equal(RunStatus.Completed, await _world.ReadAsync(s => s.Status));
        Assert.Equal(Enumerable.Repeat(1, 36), _world.Model.Calls.Values);
        await engine.StopAsync(default);
        Assert.IsType<RunEnded>(_world.Log()[^1]);
    }

    [Fact]
    public async Task Run_StoppedInTheMiddle_TheNextProcessDrawsTheRest()
    {
        await _world.RunAsync(Run(8, 2));
        var first = _world.Open();
        _world.Model.Hold();
        await first.WakeAsync("tale-1", default);
        await Eventually.TrueAsync(() => _world.Model.Begun >= 6);

        var stop = first.StopAsync(default);
        await Eventually.TrueAsync(() => first.Workflows.IsStopping);
        _world.Model.Release();
        await stop;
        var generated = _world.Log().Count(e => e is BeatCompleted);
        Assert.Equal(_world.Model.Begun, generated);
        Assert.Equal((0, 0m), await _world.ReadAsync(s => (s.UnconfirmedCalls, s.OpenUsd)));

        var second = _world.Open();
        await second.WakeAsync("tale-1", default);
        await _world.UntilAsync(log => log[^1] is RunEnded);

        Assert.Equal(Enumerable.Repeat(1, 48), _world.Model.Calls.Values);
        Assert.Equal(0, await _world.ReadAsync(s => s.CrashesInARow));
    }

    [Fact]
    public async Task Run_StoppedAtOnce_CallsThatWereDroppedAreUnconfirmedAndGeneratedAgain()
    {
        await _world.RunAsync(Run(2, 1, ImageStyle.Clear));
        var first = _world.Open();
        _world.Model.Hold();
        await first.WakeAsync("tale-1", default);
        await Eventually.TrueAsync(() => _world.Model.Begun == 2);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.StopAsync(new CancellationToken(canceled: true)));
        Assert.Equal((2, RunStatus.Pending), await _world.ReadAsync(s => (s.UnconfirmedCalls, s.Status)));

        _world.Model.Release();
        var second = _world.Open();
        await second.WakeAsync("tale-1", default);
        await _world.UntilAsync(log => log[^1] is RunEnded);
        Assert.Equal([2, 2], _world.Model.Calls.Values);
    }

    [Fact]
    public async Task Run_CancelledWithDrop_EndsAndItsCallsAreDropped()
    {
        await _world.RunAsync(Run(2, 2));
        var engine = _world.Open();
        var service = new RunService(_world.Store, _world.Services.RunLogs, engine, _world.Clock);
        _world.Model.Hold();
        await engine.WakeAsync("tale-1", default);
        await Eventually.TrueAsync(() => _world.Model.Begun == 6);

        Assert.IsType<ControlResult.Done>(await service.CancelAsync("tale-1", dropInFlight: true, default));

        await _world.UntilAsync(log => log[^1] is RunEnded { Status: RunStatus.Cancelled });
        Assert.Equal((6, 6), await _world.ReadAsync(s => (s.UnconfirmedCalls, s.Styles.Sum(x => x.Beats.Length) - 6)));
    }

    [Fact]
    public async Task Run_ImagesCannotBeStored_IsPausedAndContinuesWhenResumed()
    {
        await _world.RunAsync(Run(1, 2, ImageStyle.Clear));
        var engine = _world.Open();
        var service = new RunService(_world.Store, _world.Services.RunLogs, engine, _world.Clock);
        _world.Images.FailSaves("The disk is full.");
        await engine.WakeAsync("tale-1", default);
        await AdvanceUntilAsync(log => log.Any(e => e is RunPaused { By: PausedBy.Storage }));

        _world.Images.FailSaves(null);
        Assert.IsType<ControlResult.Done>(await service.ResumeAsync("tale-1", null, default));

        await AdvanceUntilAsync(log => log[^1] is RunEnded);
        Assert.Equal(RunStatus.Completed, await _world.ReadAsync(s => s.Status));
    }

    [Fact]
    public async Task Run_RetriedAfterItsEnd_IsTakenUpAgainInTheSameProcess()
    {
        await _world.RunAsync(Run(1, 1, ImageStyle.Clear));
        var engine = _world.Open();
        var service = new RunService(_world.Store, _world.Services.RunLogs, engine, _world.Clock);
        await engine.WakeAsync("tale-1", default);
        await _world.UntilAsync(log => log[^1] is RunEnded);

        await service.RequestAsync("tale-1", BeatRequestKind.Regenerate, [], default);

        await _world.UntilAsync(log => log.Count(e => e is RunEnded) == 2);
        Assert.Equal(2, _world.Log().Count(e => e is BeatCompleted));
    }

    [Fact]
    public async Task Run_AskedForMoreWhileItsEndIsWritten_Continues()
    {
        await _world.RunAsync(Run(1, 1, ImageStyle.Clear));
        var engine = _world.Open();
        await engine.WakeAsync("tale-1", default);
        var service = new RunService(_world.Store, _world.Services.RunLogs, engine, _world.Clock);
        for (var times = 1; times <= 200; times++)
        {
            // Spinning, to ask as close behind the end as can be: the root has not returned yet.
            Assert.True(SpinWait.SpinUntil(() => _world.Log().Count(e => e is RunEnded) == times, TimeSpan.FromMinutes(2)));
            Assert.IsType<ControlResult.Done>(await service.RequestAsync("tale-1", BeatRequestKind.Regenerate, [], default));
        }

        await _world.UntilAsync(log => log.Count(e => e is RunEnded) == 201);
    }

    private static RunDocument Run(int shots, int beats, params ImageStyle[] styles) => new StoryboardBuilder()
        .Styles(styles.Length == 0 ? [.. ImageStyles.All] : styles)
        .Shots(shots, beats)
        .Options(new RunOptions { Model = "gemini-3.1-flash-image" })
        .BuildRun();

    private async Task AdvanceUntilAsync(Func<RunEvent[], bool> condition)
    {
        await Eventually.TrueAsync(() =>
        {
            if (condition(_world.Log()))
            {
                return true;
            }

            _world.Clock.AdvanceToNextTimer();
            return false;
        });
    }
}
