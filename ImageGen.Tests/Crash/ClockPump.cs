namespace ImageGen.Tests.Crash;

/// <summary>Lets a clock that stands still run on in small steps while anything waits for it, until it is disposed of.</summary>
internal sealed class ClockPump : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _pumping;

    /// <param name="clock">The clock.</param>
    /// <param name="hold">Stops it for moments; null: nothing does.</param>
    public ClockPump(ManualTimeProvider clock, ClockHold? hold = null) => _pumping = PumpAsync(clock, hold ?? new ClockHold(), _end.Token);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _pumping;
        _end.Dispose();
    }

    private static async Task PumpAsync(ManualTimeProvider clock, ClockHold hold, CancellationToken end)
    {
        var ended = Task.Delay(Timeout.InfiniteTimeSpan, end);
        while (!end.IsCancellationRequested)
        {
            // A process that waits by its own clock for seconds would cost a core until then.
            await Task.WhenAny(clock.WhenTimersPendingAsync(1), ended);
            hold.Advance(clock, Step);
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(1), end));
        }
    }
}
