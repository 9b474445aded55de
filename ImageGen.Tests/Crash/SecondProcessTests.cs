using ImageGen.Simulator;
using ImageGen.Tests.Simulator;

namespace ImageGen.Tests.Crash;

/// <summary>Two processes on one data folder: the second says who has it, and what it asks of a run reaches the first.</summary>
public sealed class SecondProcessTests : IAsyncLifetime
{
    private const int AtOnce = 12;

    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _clock = new();
    private CrashWorld _world = null!;
    private CliProcess _first = null!;

    public async Task InitializeAsync()
    {
        _world = await CrashWorld.OpenAsync(shots: 4, new SimulatorOptions { Latency = LatencyDistribution.Fixed(Latency) }, _clock);
        _first = _world.Generate();
        await _world.Watch.WhenArrivedAsync(AtOnce);
        await _clock.WhenTimersPendingAsync(AtOnce);
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Generate_FolderInUse_SaysByWhomAndLooksOnOnly()
    {
        var (exit, _, error) = await _world.RunAsync("generate", "tale.json");
        Assert.Equal(2, exit);
        Assert.Contains(
            $"{_world.Data} is in use by process {_first.Id} on {Environment.MachineName} ('generate', since ",
            error,
            StringComparison.Ordinal);

        var status = await _world.AskAsync("status", "tale-1");
        Assert.StartsWith($"tale-1: running in process {_first.Id} on", status.Output, StringComparison.Ordinal);
        Assert.Contains("tale-1", (await _world.AskAsync("runs")).Output, StringComparison.Ordinal);
        Assert.Equal(AtOnce, _world.Watch.Calls.Length);
    }

    [Fact]
    public async Task Commands_OfASecondProcess_AreCarriedOutByTheFirstBeforeItsNextCall()
    {
        Assert.Equal((0, ""), await AskAsync("pause"));
        _clock.Advance(Latency);
        await GeneratedAsync(AtOnce);
        Assert.StartsWith("tale-1: paused", (await _world.AskAsync("status", "tale-1")).Output, StringComparison.Ordinal);
        Assert.Equal(AtOnce, _world.Watch.Calls.Length);

        Assert.Equal((0, ""), await AskAsync("resume"));
        await _world.Watch.WhenArrivedAsync(2 * AtOnce);
        Assert.Equal((2, "tale-1: No beat of it has failed."), await AskAsync("retry"));
        Assert.Equal((0, ""), await AskAsync("cancel"));
        await _clock.WhenTimersPendingAsync(AtOnce);
        _clock.Advance(Latency);

        Assert.Equal(1, await _first.ExitAsync());
        Assert.Contains("Run tale-1: cancelled", _first.Output, StringComparison.Ordinal);
        Assert.Equal((2 * AtOnce, 2 * AtOnce), (Disk.Images(_world.Data).Count, _world.Watch.Calls.Length));
    }

    [Fact]
    public async Task Cancel_DroppingCalls_EndsTheFirstWithoutWaitingForThem()
    {
        Assert.Equal((0, ""), await RunAsync("cancel", "--drop"));

        Assert.Equal(1, await _first.ExitAsync());
        Assert.Contains($"{AtOnce} attempts have no known outcome and may have been billed", _first.Output, StringComparison.Ordinal);
        Assert.Equal((0, AtOnce), (Disk.Images(_world.Data).Count, _world.Watch.Calls.Length));
    }

    private async Task<(int Exit, string Error)> AskAsync(string command)
    {
        var (exit, _, error) = await _world.AskAsync(command, CrashWorld.RunId);
        return (exit, error);
    }

    private async Task<(int Exit, string Error)> RunAsync(string command, string option)
    {
        var (exit, _, error) = await _world.RunAsync(command, CrashWorld.RunId, option);
        return (exit, error);
    }

    private Task GeneratedAsync(int count) => Eventually.TrueAsync(
        () => _world.ReadAsync(s => s.Styles.Sum(style => style.Count(BeatState.Complete))).GetAwaiter().GetResult() == count);
}
