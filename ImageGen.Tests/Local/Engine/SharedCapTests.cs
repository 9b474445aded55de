using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Local.Engine;

/// <summary>
/// Runs that share a cap of attempts in flight pass each other's places on at once: the clock of these tests stands still.
/// </summary>
public sealed class SharedCapTests : EngineTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Run_SeveralAtACapOfOne_EndWithoutWaitingForTheClock(int runs)
    {
        _world.Limits = new KeyPoolOptions { Requests = 1_000, MaxInFlightInAll = 1 };
        string[] ids = [.. Enumerable.Range(1, runs).Select(n => $"tale{n}-1")];
        foreach (var id in ids)
        {
            var run = new StoryboardBuilder().Shots(2, 2).Project(id[..^2]).BuildRun();
            await _world.RunAsync(run);
        }

        var engine = _world.Open();
        await Task.WhenAll(ids.Select(id => engine.WakeAsync(id, default)));

        foreach (var id in ids)
        {
            await _world.UntilAsync(log => log.LastOrDefault() is RunEnded, id);
        }
    }
}
