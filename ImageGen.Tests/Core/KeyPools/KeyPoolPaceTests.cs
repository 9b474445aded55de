using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>What a run that has the pool to itself may count on: its plan of chains is only as good as this.</summary>
public sealed class KeyPoolPaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Pace_CallsUnderWay_CountAsBegunAtOnceAndTheRestIsFree()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 3 }, "a");

        var pace = pool.Ask("run", 2, Start).Pace!;

        Assert.Equal((Start, TimeSpan.FromSeconds(60.3)), (pace.At, pace.Window));
        Assert.Equal<int>([0, 60_300, 60_300], pace.FreeInMs);
    }

    [Fact]
    public void Pace_CallReportedAsBegunLater_IsFreeLater()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2 }, "a");
        var reservations = pool.Ask("run", 2, Start).Reservations;

        var reply = pool.Report("run", 0, Start.AddSeconds(10), new AttemptReport(reservations[0].Id, Start.AddSeconds(0.75), 0));

        Assert.Equal<int>([50_300, 51_050], reply.Pace!.FreeInMs);
    }

    [Fact]
    public void Pace_PartsOfAMillisecond_AreRoundedUp()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        pool.Ask("run", 1, Start);

        Assert.Equal<int>([60_290], pool.Ask("run", 0, Start.AddMilliseconds(10.4)).Pace!.FreeInMs);
    }

    [Fact]
    public void Pace_GroupThatCools_IsNotFreeBefore()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2 }, "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();

        var reply = pool.Report(
            "run", 0, Start, new AttemptReport(reservation.Id, Start, 0, FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(90)));

        Assert.Equal<int>([90_000, 90_000], reply.Pace!.FreeInMs);
    }

    [Fact]
    public void Pace_SeveralGroups_AreToldTogetherInOrder()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2 }, "a", "b");
        pool.Ask("run", 1, Start);

        Assert.Equal<int>([0, 0, 50_300, 60_300], pool.Ask("run", 1, Start.AddSeconds(10)).Pace!.FreeInMs);
    }

    [Fact]
    public void Pace_MoreSlotsLeftThanTheLimit_TellsAsManyAsTheLimit()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 3 }, "a");
        pool.Ask("run", 3, Start);

        var reply = pool.Pool.Exchange(new KeyPoolRequest("run", 0, [], [], [new KeyDescriptor("a", "a", 2)]), Start);

        Assert.Equal<int>([60_300, 60_300], reply.Pace!.FreeInMs);
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void Pace_ManySlots_IsToldUpToItsLongest(int requests, bool isTold)
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = requests }, "a");

        Assert.Equal(isTold, pool.Ask("run", 0, Start).Pace is not null);
    }

    [Fact]
    public void Pace_NoKey_IsNotTold() => Assert.Null(new PoolDriver(new KeyPoolOptions()).Ask("run", 0, Start).Pace);

    [Fact]
    public void Pace_AnotherRunHasACallUnderWay_IsNotTold()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Ask("other", 1, Start);
        Assert.Null(pool.Ask("run", 1, Start).Pace);

        pool.EndAll(Start);

        Assert.NotNull(pool.Release("run", 0, Start).Pace);
    }

    [Fact]
    public void Pace_AnotherRunWaits_IsNotTold()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        pool.Ask("run", 1, Start);
        Assert.NotNull(pool.Ask("run", 1, Start).Pace);

        pool.Ask("other", 1, Start);

        Assert.Null(pool.Ask("run", 1, Start).Pace);
    }
}
