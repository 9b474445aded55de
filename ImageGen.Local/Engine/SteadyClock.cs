namespace ImageGen.Local.Engine;

/// <summary>
/// A clock that never goes backwards: when the one beneath it is set back, it continues at the pace of the machine's timer until that one
/// has caught up. Key pools and waits reckon with it, so that a corrected clock does not make them stand still.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SteadyClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _inner;
    private DateTimeOffset _last;
    private long _lastTimestamp;

    public SteadyClock(TimeProvider inner)
    {
        _inner = inner;
        _last = inner.GetUtcNow();
        _lastTimestamp = inner.GetTimestamp();
    }

    public override TimeZoneInfo LocalTimeZone => _inner.LocalTimeZone;

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            var timestamp = _inner.GetTimestamp();
            var wall = _inner.GetUtcNow();
            var steady = _last + _inner.GetElapsedTime(_lastTimestamp, timestamp);

            // The two drift by parts of a millisecond; only a real step back is bridged.
            _last = wall >= _last ? wall : steady;
            _lastTimestamp = timestamp;
            return _last;
        }
    }

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _inner.CreateTimer(callback, state, dueTime, period);
}
