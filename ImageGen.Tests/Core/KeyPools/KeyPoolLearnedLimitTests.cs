using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>What a pool does with the limits that refusals teach it.</summary>
public sealed class KeyPoolLearnedLimitTests
{
    [Fact]
    public void Report_RefusedAtTheSameCountInTwoWindows_LearnsTheRealLimitAndRaisesItWithCare()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var burst = pool.Ask("run", 10, Start).Reservations;
        foreach (var reservation in burst.Take(5))
        {
            pool.Report(
                "run",
                0,
                Start.AddSeconds(0.2),
                new AttemptReport(reservation.Id, Start, 0, FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(60)));
        }

        pool.EndAll(Start.AddSeconds(8));
        Assert.Null(pool.Pool.Limits().Single().Learned);
        var second = pool.Ask("run", 10, Start.AddSeconds(62));
        Assert.Equal((5, Start.AddSeconds(64)), (second.Reservations.Length, second.Wait!.Until!.Value));
        var beyond = Assert.Single(pool.Ask("run", 10, Start.AddSeconds(64)).Reservations);
        var refused = new AttemptReport(beyond.Id, Start.AddSeconds(64), 0, FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(60));
        var reply = pool.Report("run", 0, Start.AddSeconds(64.2), refused);
        Assert.Equal(new ProjectLimit("a", 10, 5), Assert.Single(reply.Learned!.Value));
        pool.EndAll(Start.AddSeconds(70));
        Assert.Equal(5, pool.Ask("run", 10, Start.AddSeconds(130)).Reservations.Length);
        pool.EndAll(Start.AddSeconds(140));
        Assert.Equal(5, pool.Ask("run", 10, Start.AddSeconds(200)).Reservations.Length);
        Assert.Single(pool.Ask("run", 10, Start.AddSeconds(202)).Reservations);
    }

    [Fact]
    public void Exchange_ResetLimits_ForgetsTheLearnedLimit()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        foreach (var minute in (int[])[0, 2])
        {
            var at = Start.AddMinutes(minute).AddSeconds(10);
            pool.Ask("run", 1, Start.AddMinutes(minute));
            var reservation = pool.Ask("run", 1, at).Reservations.Single();
            pool.Report("run", 0, at, new AttemptReport(reservation.Id, at, 0, FailureKind.RateLimitedPerMinute));
        }

        Assert.Equal(1, pool.Pool.Limits().Single().Learned);
        pool.Pool.Exchange(new KeyPoolRequest("doctor", 0, [], [], ResetLimits: true), Start.AddMinutes(4));
        Assert.Null(pool.Pool.Limits().Single().Learned);
        Assert.Equal(10, pool.Ask("run", 10, Start.AddMinutes(4)).Reservations.Length);
    }

    [Fact]
    public void Report_OneRefusalByChance_LowersNoLimitAndIsForgottenWithinAWindow()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var burst = pool.Ask("run", 3, Start).Reservations;
        pool.Report(
            "run",
            0,
            Start.AddSeconds(1),
            new AttemptReport(burst[2].Id, Start, 0, FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(20)));
        Assert.Null(pool.Pool.Limits().Single().Learned);
        var (reserved, at) = (0, Start.AddSeconds(62));
        for (var i = 0; i < 10; i++, at = at.AddSeconds(2))
        {
            reserved += pool.Ask("run", 10 - reserved, at).Reservations.Length;
            pool.EndAll(at.AddSeconds(1));
        }

        Assert.Equal((10, (LimitState?)null), (reserved, pool.Pool.Snapshot().Groups.Single().Limit));
    }
}
