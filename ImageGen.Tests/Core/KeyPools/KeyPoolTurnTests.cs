using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>Whose turn it is when several runs want the next attempt.</summary>
public sealed class KeyPoolTurnTests
{
    [Fact]
    public void Exchange_TwoRunsWantMany_EachGetsHalf()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        Assert.Equal(10, pool.Ask("one", 100, Start).Reservations.Length);
        Assert.Empty(pool.Ask("two", 100, Start).Reservations);
        pool.EndAll(Start.AddSeconds(8));
        var freed = Start.AddSeconds(61);
        Assert.Equal(5, pool.Ask("one", 100, freed).Reservations.Length);
        Assert.Empty(pool.Ask("one", 100, freed).Reservations);
        Assert.Equal(5, pool.Ask("two", 100, freed).Reservations.Length);
    }

    [Fact]
    public void Exchange_ManyWantOneEach_ServesThemInTheOrderInWhichTheyAsked()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        pool.Ask("first", 1, Start);
        pool.EndAll(Start.AddSeconds(1));
        Assert.Empty(pool.Ask("second", 1, Start.AddSeconds(2)).Reservations);
        Assert.Empty(pool.Ask("third", 1, Start.AddSeconds(3)).Reservations);
        var free = Start.AddSeconds(60.5);
        Assert.Equal(KeyWaitKind.Turn, pool.Ask("third", 1, free).Wait!.Kind);
        Assert.Equal(KeyWaitKind.Turn, pool.Ask("newcomer", 1, free).Wait!.Kind);
        Assert.Single(pool.Ask("second", 1, free).Reservations);
    }

    [Fact]
    public void Exchange_WhoIsFirstInLineDoesNotComeBack_IsForgottenAfterTheirPatience()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        pool.Ask("first", 1, Start);
        pool.EndAll(Start.AddSeconds(1));
        var until = pool.Ask("gone", 1, Start.AddSeconds(1)).Wait!.Until!.Value;
        Assert.Empty(pool.Ask("late", 1, until.AddSeconds(10)).Reservations);
        Assert.Single(pool.Ask("late", 1, until.AddSeconds(10).AddTicks(1)).Reservations);
    }

    [Fact]
    public void Exchange_WantNothingAnyMore_LeavesTheLine()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        pool.Ask("first", 1, Start);
        pool.EndAll(Start.AddSeconds(1));
        pool.Ask("gone", 1, Start.AddSeconds(1));
        pool.Ask("gone", 0, Start.AddSeconds(2));
        Assert.Single(pool.Ask("late", 1, Start.AddSeconds(61)).Reservations);
    }
}
