namespace ImageGen.Bench.Worlds;

/// <summary>
/// A clock that stands still while this process has anything to do, and leaps to the next timer when it has not. Whoever lives by it keeps
/// its own settings (a window of a minute, a call of eight seconds), takes next to none of our time for them, and is not charged for a busy
/// machine: what is measured is waiting.
/// </summary>
/// <remarks>
/// Nothing to do means: no thread of the pool at work (one that waits for the disk is), none waiting for a thread, and nothing done between
/// several looks a millisecond or more apart; and whatever <see cref="IsSettled"/> adds for what may be on its way through a socket. So one
/// such clock at a time.
/// </remarks>
internal sealed class LeapingTime : TimeProvider, IDisposable
{
    private const int QuietLooks = 5;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<LeapingTimer, (long Due, long Order)> _timers = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Thread _thread;
    private long _now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero).Ticks;
    private long _order;

    public LeapingTime()
    {
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>False while something is under way that no thread of this process shows.</summary>
    public Func<bool> IsSettled { get; set; } = () => true;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LeapingTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _thread.Join();
        _disposed.Dispose();
    }

    private void Run()
    {
        var (quiet, done, set) = (0, 0L, 0L);
        while (!_disposed.IsCancellationRequested)
        {
            Thread.Sleep(1);
            var isQuiet = IsIdle() && ThreadPool.CompletedWorkItemCount == done && Interlocked.Read(ref _order) == set;
            quiet = isQuiet ? quiet + 1 : 0;
            if (quiet >= QuietLooks && IsSettled())
            {
                Leap(set);
                quiet = 0;
            }

            (done, set) = (ThreadPool.CompletedWorkItemCount, Interlocked.Read(ref _order));
        }
    }

    private static bool IsIdle()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        return all == free && ThreadPool.PendingWorkItemCount == 0;
    }

    /// <param name="set">How many timers had been set when it was looked: whoever has set one since is at work after all.</param>
    private void Leap(long set)
    {
        lock (_gate)
        {
            if (_order != set)
            {
                return;
            }

            while (_timers.TryPeek(out var timer, out var at) && (timer.Due != at.Due || at.Due <= _now))
            {
                // Out of date, or due at this very instant.
                _timers.Dequeue();
                Fire(timer, at.Due);
            }

            if (_timers.TryPeek(out _, out var next))
            {
                Interlocked.Exchange(ref _now, next.Due);
                while (_timers.TryPeek(out var timer, out var at) && at.Due <= _now)
                {
                    _timers.Dequeue();
                    Fire(timer, at.Due);
                }
            }
        }
    }

    private void Fire(LeapingTimer timer, long due)
    {
        if (timer.Due != due)
        {
            return;
        }

        timer.Due = null;
        if (timer.Period > TimeSpan.Zero)
        {
            Set(timer, timer.Period, timer.Period);
        }

        ThreadPool.UnsafeQueueUserWorkItem(static action => action(), timer.Callback, preferLocal: false);
    }

    private void Set(LeapingTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            (timer.Due, timer.Period) = (dueTime < TimeSpan.Zero ? null : _now + dueTime.Ticks, period);
            if (timer.Due is { } due)
            {
                _timers.Enqueue(timer, (due, ++_order));
            }
        }
    }

    private sealed class LeapingTimer(LeapingTime time, Action callback) : ITimer
    {
        public Action Callback => callback;

        public long? Due { get; set; }

        public TimeSpan Period { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Set(this, dueTime, period);
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
