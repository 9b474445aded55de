using ImageGen.Simulator;
using ImageGen.Tests.Local.Storage;

namespace ImageGen.Tests.Crash;

/// <summary>Ctrl-C once and twice, as a real signal to a real process.</summary>
public sealed class InterruptTests : IAsyncLifetime
{
    private const int AtOnce = 12;
    private const int Beats = 36;
    private const string HowToGoOn = "To continue, run the same command again: existing images are not generated twice.";

    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _clock = new();
    private CrashWorld _world = null!;
    private CliProcess _process = null!;

    public async Task InitializeAsync()
    {
        _world = await CrashWorld.OpenAsync(shots: 4, new SimulatorOptions { Latency = LatencyDistribution.Fixed(Latency) }, _clock);
        _process = _world.Generate();
        await _world.Watch.WhenArrivedAsync(AtOnce);
        await _clock.WhenTimersPendingAsync(AtOnce);
    }

    public async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        await _world.DisposeAsync();
    }

    [LinuxFact]
    public async Task Generate_Interrupted_FinishesWhatIsInFlightAndContinuesWhenAskedAgain()
    {
        await _process.InterruptAsync();
        await _process.SaysAsync("being finished. Ctrl-C again drops");
        _clock.Advance(Latency);

        Assert.Equal(130, await _process.ExitAsync());
        Assert.Contains($"Interrupted at {AtOnce} of {Beats} images. {HowToGoOn}", _process.Error, StringComparison.Ordinal);
        Assert.Equal((AtOnce, AtOnce), (Disk.Images(_world.Data).Count, _world.Watch.Calls.Length));
        Assert.IsType<HostStopped>((await _world.LogAsync())[^1]);

        var (exit, output) = await GoOnAsync();
        Assert.Equal((0, Beats), (exit, _world.Watch.Calls.Length));
        Assert.DoesNotContain("may have been billed", output, StringComparison.Ordinal);
        Assert.Equal(Beats, Disk.Images(_world.Data).Count);
    }

    [LinuxFact]
    public async Task Generate_InterruptedTwice_LeavesAtOnceAndSaysWhatMayBeBilled()
    {
        await _process.InterruptAsync();
        await _process.SaysAsync("being finished. Ctrl-C again drops");
        await _process.InterruptAsync();

        Assert.Equal(130, await _process.ExitAsync());
        Assert.Contains("Stopped at once.", _process.Error, StringComparison.Ordinal);
        Assert.Contains(HowToGoOn, _process.Error, StringComparison.Ordinal);
        Assert.Equal(AtOnce, await _world.ReadAsync(s => s.UnconfirmedCalls));

        var (exit, output) = await GoOnAsync();
        Assert.Equal((0, Beats + AtOnce), (exit, _world.Watch.Calls.Length));
        Assert.Contains($"{AtOnce} attempts have no known outcome and may have been billed", output, StringComparison.Ordinal);
        Assert.Equal(Beats, Disk.Images(_world.Data).Count);
    }

    private async Task<(int Exit, string Output)> GoOnAsync()
    {
        await using var pump = new ClockPump(_clock);
        var (exit, output, _) = await _world.RunAsync("generate", "tale.json");
        return (exit, output);
    }
}
