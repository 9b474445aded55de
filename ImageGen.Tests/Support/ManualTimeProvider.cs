namespace ImageGen.Tests.Support;

/// <summary>
/// A clock that stands still until the test moves it. Timers, <c>Task.Delay</c> and <c>CancellationTokenSource</c> over it fire inside
/// <see cref="Advance"/>, each at its own time, in the order in which they are due. Thread-safe.
/// </summary>
/// <remarks>
/// Not <c>FakeTimeProvider</c> of Microsoft.Extensions.TimeProvider.Testing: there every timer that came due sees the time at the end of
/// the advance, and what it schedules on the way does not fire before the next one, so that a loop of delays runs once. It also does not
/// say when the next timer is due or how many wait, by which tests step from timer to timer without a sleep.
/// </remarks>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    private DateTimeOffset _now = start;
    private long _order;

    /// <summary>A clock at noon UTC on 2026-11-20.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait to fire.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_gate) return _timers.Count;
        }
    }

    /// <summary>When the next timer is due; null when none waits.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate) return Next()?.Due;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on by <paramref name="by"/> and fires what comes due on the way, before it returns.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        MoveTo(GetUtcNow() + by);
    }

    /// <summary>Moves the clock on to <paramref name="moment"/>; an earlier moment is an error.</summary>
    public void AdvanceTo(DateTimeOffset moment)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(moment, GetUtcNow());
        MoveTo(moment);
    }

    /// <summary>Moves the clock on to the next timer and fires what is due then; false when no timer waits.</summary>
    public bool AdvanceToNextTimer()
    {
        if (NextDue is not { } due) return false;
        MoveTo(due);
        return true;
    }

    /// <summary>Ends when <paramref name="count"/> timers or more wait: the code under test has come to its delays.</summary>
    public Task WhenTimersPendingAsync(int count)
    {
        lock (_gate)
        {
            if (_timers.Count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task;
        }
    }

    /// <summary>Another thread may have moved it further meanwhile.</summary>
    private void MoveTo(DateTimeOffset moment)
    {
        while (TakeDue(moment) is { } timer) timer.Fire();
        lock (_gate) _now = moment > _now ? moment : _now;
    }

    private ManualTimer? TakeDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            if (Next() is not { } timer || timer.Due > until) return null;
            _now = timer.Due > _now ? timer.Due : _now;
            if (timer.Period > TimeSpan.Zero) timer.Due = _now + timer.Period;
            else _timers.Remove(timer);
            return timer;
        }
    }

    private ManualTimer? Next() => _timers.MinBy(t => (t.Due, t.Order));

    private void Schedule(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan) return;
            (timer.Due, timer.Period, timer.Order) = (_now + dueTime, period, _order++);
            _timers.Add(timer);
            foreach (var waiter in _waiters.Where(w => w.Count <= _timers.Count)) waiter.Reached.SetResult();
            _waiters.RemoveAll(w => w.Count <= _timers.Count);
        }

        // As with the system's clock, a timer without delay fires by itself, though never inside its own creation.
        if (dueTime == TimeSpan.Zero) ThreadPool.QueueUserWorkItem(_ => MoveTo(GetUtcNow()));
    }

    private bool Unschedule(ManualTimer timer)
    {
        lock (_gate) return _timers.Remove(timer);
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        public long Order { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed) return false;
            clock.Schedule(this, dueTime, period);
            return true;
        }

        public void Dispose()
        {
            _disposed = true;
            clock.Unschedule(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
