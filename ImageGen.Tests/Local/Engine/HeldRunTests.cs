using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Local.Configuration;

namespace ImageGen.Tests.Local.Engine;

/// <summary>A run whose log cannot be read or written for a moment is held with the reason, and continues by itself.</summary>
public sealed class HeldRunTests : EngineTests
{
    private const string Full = "The disk is full: log.jsonl cannot be written. Free some space.";

    [Fact]
    public async Task RestoreRunsAsync_LogCannotBeWritten_RunIsHeldWithTheReasonAndRetried()
    {
        await _world.RunAsync(new StoryboardBuilder().Shots(1, 1).BuildRun());
        var engine = _world.Open();
        _world.Store.FailAppends(Full);

        await engine.RestoreRunsAsync(OnStart.Resume, default);

        var view = await ViewAsync();
        Assert.Equal((RunStatus.Paused, PausedBy.Storage), (view.Status, view.PausedBy!.Value));
        Assert.Contains(Full, view.Reason, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Paused, Assert.Single((await Summaries().ListAsync(null, 9, default)).Runs).Status);

        for (var second = 0; second < 5; second++)
        {
            await _world.Clock.WhenTimersPendingAsync(1);
            _world.Clock.AdvanceToNextTimer();
        }

        _world.Store.FailAppends(null);
        await _world.Clock.WhenTimersPendingAsync(1);
        _world.Clock.AdvanceToNextTimer();
        await _world.UntilAsync(log => log.LastOrDefault() is RunEnded);

        Assert.Equal(RunStatus.Completed, (await ViewAsync()).Status);
    }

    [Fact]
    public async Task Wake_LogCannotBeWritten_TheCallerLearnsItAndTheRunIsRetriedAllTheSame()
    {
        await _world.RunAsync(new StoryboardBuilder().Shots(1, 1).BuildRun());
        var engine = _world.Open();
        _world.Store.FailAppends(Full);

        await Assert.ThrowsAsync<UserException>(() => engine.WakeAsync(EngineFixture.RunId, default));
        _world.Store.FailAppends(null);
        await _world.Clock.WhenTimersPendingAsync(1);
        _world.Clock.AdvanceToNextTimer();

        await _world.UntilAsync(log => log.LastOrDefault() is RunEnded);
    }

    [Fact]
    public async Task RestoreRunsAsync_DocumentCannotBeRead_IsRetried()
    {
        await _world.RunAsync(new StoryboardBuilder().Shots(1, 1).BuildRun());
        var engine = _world.Open();
        _world.Store.Unreadable = true;

        await engine.RestoreRunsAsync(OnStart.Resume, default);
        Assert.NotNull(_world.Services.Held.ReasonOf(EngineFixture.RunId));

        _world.Store.Unreadable = false;
        await _world.Clock.WhenTimersPendingAsync(1);
        _world.Clock.AdvanceToNextTimer();
        await _world.UntilAsync(log => log.LastOrDefault() is RunEnded);
    }

    private RunSummaries Summaries() => new(_world.Store, new RunLogs(_world.Store), _world.Services.Held);

    private async Task<RunView> ViewAsync()
    {
        var options = new EstimatorOptions { Limits = _world.Limits, Models = ModelCatalogue.BuiltIn, Time = _world.Clock };
        var reader = new RunReader(
            new RunLogs(_world.Store), new Estimator(_world.Images, new FixedKeySource(1), options), _world.Clock, _world.Services.Held);
        return (await reader.ViewAsync(EngineFixture.RunId, withBeats: false, default))!;
    }
}
