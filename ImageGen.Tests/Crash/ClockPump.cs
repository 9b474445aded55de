namespace ImageGen.Tests.Crash;

/// <summary>Lets a clock that stands still run on in small steps until it is disposed of.</summary>
internal sealed class ClockPump : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _pumping;

    public ClockPump(ManualTimeProvider clock) => _pumping = PumpAsync(clock, _end.Token);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _pumping;
        _end.Dispose();
    }

    private static async Task PumpAsync(ManualTimeProvider clock, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            clock.Advance(Step);
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(1), end));
        }
    }
}
