using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>Limits of money and of attempts in flight.</summary>
public sealed class KeyPoolCapTests
{
    [Fact]
    public void Exchange_SpendLimitReached_WaitsUntilEnoughIsForgotten()
    {
        var pool = new PoolDriver(new KeyPoolOptions { SpendUsd = 0.25m }, "a");
        Assert.Equal(2, pool.Ask("run", 2, Start).Reservations.Length);
        foreach (var reservation in pool.Open.ToArray())
        {
            pool.Report("run", 0, Start.AddSeconds(8), new AttemptReport(reservation.Id, Start, 0.1m));
        }

        var reply = pool.Ask("run", 2, Start.AddSeconds(100));
        Assert.Empty(reply.Reservations);
        Assert.Equal(KeyWaitKind.Spend, reply.Wait!.Kind);
        Assert.InRange(reply.Wait.Until!.Value, Start.AddSeconds(608), Start.AddSeconds(608 + (600 / 64.0) + 1));
        Assert.Equal(2, pool.Ask("run", 2, reply.Wait.Until.Value).Reservations.Length);
    }

    [Fact]
    public void Exchange_CapOfCallsInFlight_HoldsUntilOneEndsOrItsLeaseRunsOut()
    {
        var pool = new PoolDriver(new KeyPoolOptions { MaxInFlight = 2 }, "a");
        var reservations = pool.Ask("run", 5, Start).Reservations;
        Assert.Equal(2, reservations.Length);
        var wait = pool.Ask("run", 5, Start).Wait!;
        Assert.Equal((KeyWaitKind.Turn, null), (wait.Kind, wait.Until));
        Assert.InRange(pool.Ask("other", 1, Start).Wait!.Until!.Value, Start.AddTicks(1), Start.AddSeconds(10));
        pool.Ask("other", 0, Start);
        Assert.Single(pool.Report("run", 5, Start.AddSeconds(3), new AttemptReport(reservations[0].Id, Start, 0.067m)).Reservations);
        Assert.Single(pool.Ask("run", 5, Start.AddMinutes(5)).Reservations);
    }

    [Fact]
    public void Exchange_CapOfCallsInFlightInAll_HoldsOverAllGroupsAndAllRuns()
    {
        var pool = new PoolDriver(new KeyPoolOptions { MaxInFlightInAll = 3 }, "a", "b");
        var reservations = pool.Ask("one", 100, Start).Reservations;
        Assert.Equal(3, reservations.Length);
        Assert.Equal(2, reservations.Select(g => g.KeyId).Distinct().Count());
        var wait = pool.Ask("two", 100, Start).Wait!;
        Assert.Equal((KeyWaitKind.Turn, Start.AddSeconds(30)), (wait.Kind, wait.Until!.Value));
        Assert.Single(pool.Report("one", 100, Start.AddSeconds(3), new AttemptReport(reservations[0].Id, Start, 0.067m)).Reservations);
        Assert.Empty(pool.Ask("two", 100, Start.AddSeconds(3)).Reservations);
        Assert.Empty(pool.Release("one", 100, Start.AddSeconds(4), reservations[1].Id).Reservations);
        Assert.Single(pool.Ask("two", 100, Start.AddSeconds(4)).Reservations);
    }

    [Fact]
    public void Exchange_CapOfCallsInFlightInAll_HoldsBesideTheOtherLimits()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2, MaxInFlight = 1, MaxInFlightInAll = 3 }, "a", "b");
        Assert.Equal(2, pool.Ask("run", 5, Start).Reservations.Length);
        pool.EndAll(Start.AddSeconds(1));
        Assert.Equal(2, pool.Ask("run", 5, Start.AddSeconds(1)).Reservations.Length);
        pool.EndAll(Start.AddSeconds(2));
        Assert.Equal(KeyWaitKind.Window, pool.Ask("run", 5, Start.AddSeconds(2)).Wait!.Kind);
    }
}
