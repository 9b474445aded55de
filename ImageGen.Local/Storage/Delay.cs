namespace ImageGen.Local.Storage;

/// <summary>
/// Calls back once at an instant of the clock, or soon after the clock has jumped past it: it reads the clock at least once a minute,
/// because timers do not notice that a machine slept or that its clock was set.
/// </summary>
internal sealed class Delay : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly DateTimeOffset _instant;
    private readonly Action _callback;
    private readonly ITimer _timer;

    public Delay(TimeProvider time, DateTimeOffset instant, Action callback)
    {
        (_time, _instant, _callback) = (time, instant, callback);
        _timer = time.CreateTimer(static delay => ((Delay)delay!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Check();
    }

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        var left = _instant - _time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            _callback();
            return;
        }

        // Timers count whole milliseconds, and one that fires too early would have to be set again.
        var wait = left > LongestWait ? LongestWait : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
        _timer.Change(wait > Least ? wait : Least, Timeout.InfiniteTimeSpan);
    }
}
