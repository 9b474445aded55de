namespace ImageGen.Tests.Support;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Advance_TimersOfDifferentDelay_FireInOrderAndAtTheirOwnTime()
    {
        var start = _clock.GetUtcNow();
        List<(string Name, TimeSpan At)> fired = [];
        using var late = _clock.CreateTimer(
            _ => fired.Add(("late", _clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var early = _clock.CreateTimer(
            _ => fired.Add(("early", _clock.GetUtcNow() - start)), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("early", TimeSpan.FromSeconds(1)), ("late", TimeSpan.FromSeconds(3))], fired);
        Assert.Equal(start + TimeSpan.FromSeconds(5), _clock.GetUtcNow());
        Assert.Equal(0, _clock.PendingTimers);
    }

    [Fact]
    public void Advance_PeriodicTimer_FiresOncePerPeriod()
    {
        var count = 0;
        using var timer = _clock.CreateTimer(_ => count++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(3, count);
    }

    [Fact]
    public void Advance_DisposedTimer_DoesNotFire()
    {
        var fired = false;
        var timer = _clock.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Dispose();

        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.False(fired);
    }

    [Fact]
    public async Task Delay_ClockNotYetThere_EndsOnlyWhenItIs()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _clock);

        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(delay.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await delay;
    }

    [Fact]
    public async Task WhenTimersPending_TimersComeLater_EndsWithTheLast()
    {
        var pending = _clock.WhenTimersPendingAsync(2);
        using var first = _clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        Assert.False(pending.IsCompleted);

        using var second = _clock.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        await pending;
    }

    [Fact]
    public void GetElapsedTime_ClockMoved_IsWhatItMovedBy()
    {
        var start = _clock.GetTimestamp();

        _clock.Advance(TimeSpan.FromMilliseconds(1500));

        Assert.Equal(TimeSpan.FromMilliseconds(1500), _clock.GetElapsedTime(start));
    }
}
