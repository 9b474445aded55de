namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>A machine's clock that is set back while time passes; its timers know nothing of that.</summary>
internal sealed class SetBackClock(ManualTimeProvider time) : TimeProvider
{
    private TimeSpan _behind;

    public override long TimestampFrequency => time.TimestampFrequency;

    public void SetBack(TimeSpan by) => _behind += by;

    public bool IsBehind => _behind > TimeSpan.Zero;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() - _behind;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
