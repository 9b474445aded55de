using ImageGen.Local.Engine;

namespace ImageGen.Tests.Local.Engine;

public sealed class SteadyClockTests
{
    private readonly TwoClocks _clocks = new();

    [Fact]
    public void GetUtcNow_ClockRuns_IsTheClock()
    {
        var steady = new SteadyClock(_clocks);
        _clocks.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(_clocks.Wall, steady.GetUtcNow());
    }

    [Fact]
    public void GetUtcNow_ClockIsSetBack_ContinuesAtTheSamePaceUntilItHasCaughtUp()
    {
        var steady = new SteadyClock(_clocks);
        var start = steady.GetUtcNow();
        _clocks.Wall -= TimeSpan.FromHours(1);
        Assert.Equal(start, steady.GetUtcNow());

        _clocks.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(start.AddMinutes(10), steady.GetUtcNow());

        _clocks.Wall += TimeSpan.FromHours(2);
        Assert.Equal(_clocks.Wall, steady.GetUtcNow());
    }

    [Fact]
    public void GetUtcNow_ClockJumpsAhead_Follows()
    {
        var steady = new SteadyClock(_clocks);
        _clocks.Wall += TimeSpan.FromHours(8);

        Assert.Equal(_clocks.Wall, steady.GetUtcNow());
    }

    private sealed class TwoClocks : TimeProvider
    {
        private long _ticks;

        public DateTimeOffset Wall { get; set; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => _ticks;

        public void Pass(TimeSpan by)
        {
            Wall += by;
            _ticks += by.Ticks;
        }
    }
}
