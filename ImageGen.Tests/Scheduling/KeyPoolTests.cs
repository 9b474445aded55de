using ImageGen.Core.Generation;
using ImageGen.Core.Scheduling;

namespace ImageGen.Tests.Scheduling;

public sealed class KeyPoolTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Exchange_MoreWantedThanTheWindowHolds_GrantsTheWindowAndSaysExactlyWhenTheNextIsFree()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 3 }, "a");
        var reply = pool.Ask("run", 5, Start);
        Assert.Equal(3, reply.Grants.Length);
        Assert.Equal(KeyWaitKind.Window, reply.Wait!.Kind);
        pool.EndAll(Start.AddSeconds(8));
        var again = pool.Ask("run", 2, Start.AddSeconds(8));
        Assert.Empty(again.Grants);
        Assert.Equal(Start.AddMilliseconds(60_300), again.Wait!.Until);
        Assert.Empty(pool.Ask("run", 2, again.Wait.Until!.Value.AddTicks(-1)).Grants);
        Assert.Equal(2, pool.Ask("run", 2, again.Wait.Until!.Value).Grants.Length);
    }

    [Fact]
    public void Exchange_TwoRunsWantMany_EachGetsHalf()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        Assert.Equal(10, pool.Ask("one", 100, Start).Grants.Length);
        Assert.Empty(pool.Ask("two", 100, Start).Grants);
        pool.EndAll(Start.AddSeconds(8));
        var freed = Start.AddSeconds(61);
        Assert.Equal(5, pool.Ask("one", 100, freed).Grants.Length);
        Assert.Empty(pool.Ask("one", 100, freed).Grants);
        Assert.Equal(5, pool.Ask("two", 100, freed).Grants.Length);
    }

    [Fact]
    public void Exchange_EveryKeyIsOut_SaysThatNoKeyIsUsable()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var grant = Assert.Single(pool.Ask("run", 1, Start).Grants);
        var reply = pool.Report("run", 1, Start.AddSeconds(1), new CallReport(grant.Reservation, Start, 0, FailureKind.InvalidKey));
        Assert.Equal(new KeyPoolWait(KeyWaitKind.NoUsableKey, null, 1), reply.Wait);
    }
}
