namespace ImageGen.Tests.Serving;

/// <summary>
/// A clock for the stand-in of Gemini in which a call lasts until the test lets it end: whatever has to hold in the middle of a run can be
/// looked at in peace. Closed at first. Thread-safe.
/// </summary>
internal sealed class Tap : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Delay> _held = [];
    private int _permits;

    /// <summary>Lets <paramref name="calls"/> calls end: those that came first, or those that come next.</summary>
    public void Let(int calls)
    {
        List<Delay> free;
        lock (_gate)
        {
            free = _held[..Math.Min(calls, _held.Count)];
            _held.RemoveRange(0, free.Count);
            _permits += calls - free.Count;
        }

        foreach (var delay in free)
        {
            delay.End();
        }
    }

    /// <summary>Lets everything through from now on.</summary>
    public void Open() => Let(1_000_000);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var delay = new Delay(this, callback, state);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            Hold(delay);
        }

        return delay;
    }

    private void Hold(Delay delay)
    {
        lock (_gate)
        {
            if (_permits == 0)
            {
                _held.Add(delay);
                return;
            }

            _permits--;
        }

        delay.End();
    }

    private sealed class Delay(Tap tap, TimerCallback callback, object? state) : ITimer
    {
        // Never inside its own creation, as with the system's clock.
        public void End() => ThreadPool.QueueUserWorkItem(_ => callback(state));

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (tap._gate)
            {
                tap._held.Remove(this);
            }

            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                tap.Hold(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (tap._gate)
            {
                tap._held.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
