namespace ImageGen.Tests.Crash;

/// <summary>Lets a clock that stands still run on in small steps while anything waits for it, until it is disposed of.</summary>
internal sealed class ClockPump : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _pumping;

    /// <param name="clock">The clock.</param>
    /// <param name="hold">Keeps it for moments; null: nothing does.</param>
    /// <param name="step">
    /// So far it moves in a millisecond: the longer, the more of its time passes while the machine keeps a thread waiting. Null: 100 ms.
    /// </param>
    public ClockPump(ManualTimeProvider clock, ClockHold? hold = null, TimeSpan? step = null) =>
        _pumping = PumpAsync(clock, hold ?? new ClockHold(), step ?? TimeSpan.FromMilliseconds(100), _end.Token);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _pumping;
        _end.Dispose();
    }

    private static async Task PumpAsync(ManualTimeProvider clock, ClockHold hold, TimeSpan step, CancellationToken end)
    {
        var ended = Task.Delay(Timeout.InfiniteTimeSpan, end);
        while (!end.IsCancellationRequested)
        {
            // A process that waits by its own clock for seconds would cost a core until then.
            await Task.WhenAny(clock.WhenTimersPendingAsync(1), ended);
            hold.Advance(clock, step);
            await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(1), end));
        }
    }
}

/// <summary>Keeps a clock still while something happens that takes no time, however busy the machine is.</summary>
internal sealed class ClockHold
{
    private readonly Lock _guard = new();
    private int _count;

    public T Run<T>(Func<T> instant)
    {
        Count(1);
        try
        {
            return instant();
        }
        finally
        {
            Count(-1);
        }
    }

    public void Advance(ManualTimeProvider clock, TimeSpan by)
    {
        lock (_guard)
        {
            if (_count == 0)
            {
                clock.Advance(by);
            }
        }
    }

    private void Count(int change)
    {
        lock (_guard)
        {
            _count += change;
        }
    }
}
