using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Status;
using Microsoft.Extensions.Logging;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Engine;

/// <summary>A run whose root workflow fails is paused with the reason, and continues when it is resumed.</summary>
public sealed class FailedRootTests : EngineTests
{
    [Fact]
    public async Task Root_FailsByABug_RunIsPausedAndResumeStartsItAgain()
    {
        await _world.RunAsync();
        var fails = true;
        var engine = _world.Open((c, i) => fails ? throw new InvalidOperationException("test-key-1") : WaitsForever(c));

        await engine.WakeAsync("tale-1", default);
        await _world.UntilAsync(log => log[^1] is RunPaused);
        await engine.WakeAsync("tale-1", default);

        Assert.Equal((PausedBy.CrashLoop, 0), (await _world.ReadAsync(s => s.PausedBy!.Value), engine.Workflows.Instances));
        var error = Assert.Single(_world.Logs.Lines, l => l.Level is LogLevel.Error).Text;
        Assert.Contains(nameof(InvalidOperationException), error, StringComparison.Ordinal);
        Assert.DoesNotContain("test-key-1", error, StringComparison.Ordinal);

        fails = false;
        await _world.AppendAsync("tale-1", new RunResumed(At(70)));
        await engine.WakeAsync("tale-1", default);
        Assert.Equal((1, 1), (engine.Workflows.Instances, _world.Log().Count(e => e is RunStarted)));
    }

    [Fact]
    public async Task Root_FailsBecauseTheDiskIsFull_IsPausedWithTheReasonOnceItCanBeWritten()
    {
        await _world.RunAsync();
        var fails = true;
        var engine = _world.Open(
            async (c, i) => fails ? await c.CallActivityAsync<RunProgress>("Write", 1) : await WaitsForever(c),
            Toys.Activity<int, RunProgress>("Write", _ =>
            {
                _world.Store.FailAppends("The disk is full.");
                throw new UserException("The disk is full.");
            }));
        await engine.WakeAsync("tale-1", default);
        await _world.Clock.WhenTimersPendingAsync(1);
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        await _world.Clock.WhenTimersPendingAsync(1);
        Assert.DoesNotContain(_world.Log(), e => e is RunPaused);

        _world.Store.FailAppends(null);
        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        await _world.UntilAsync(log => log[^1] is RunPaused { By: PausedBy.Storage, Reason: "The disk is full." });

        fails = false;
        await _world.AppendAsync("tale-1", new RunResumed(At(99)));
        await engine.WakeAsync("tale-1", default);
        Assert.Equal(1, engine.Workflows.Instances);
    }

    [Fact]
    public async Task Root_FailsOfACancelledRun_TheRunEnds()
    {
        await _world.RunAsync(new RunCancelled(At(1), false));
        var engine = _world.Open((_, _) => throw new InvalidOperationException());

        await engine.WakeAsync("tale-1", default);

        await _world.UntilAsync(log => log[^1] is RunEnded { Status: RunStatus.Cancelled });
    }

    private static async Task<RunProgress> WaitsForever(IWorkflowContext context)
    {
        while (true)
        {
            await context.WaitForSignalAsync<object?>(WorkflowNames.Control, CancellationToken.None);
        }
    }
}
