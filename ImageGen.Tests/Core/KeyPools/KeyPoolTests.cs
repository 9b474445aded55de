using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>When the next attempt may begin: a window of requests for each quota project, spread over its keys.</summary>
public sealed class KeyPoolTests
{
    [Fact]
    public void Exchange_MoreWantedThanTheWindowHolds_GrantsTheWindowAndSaysExactlyWhenTheNextIsFree()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 3 }, "a");
        var reply = pool.Ask("run", 5, Start);
        Assert.Equal(3, reply.Reservations.Length);
        Assert.Equal(KeyWaitKind.Window, reply.Wait!.Kind);
        pool.EndAll(Start.AddSeconds(8));
        var again = pool.Ask("run", 2, Start.AddSeconds(8));
        Assert.Empty(again.Reservations);
        Assert.Equal(Start.AddMilliseconds(60_300), again.Wait!.Until);
        Assert.Empty(pool.Ask("run", 2, again.Wait.Until!.Value.AddTicks(-1)).Reservations);
        Assert.Equal(2, pool.Ask("run", 2, again.Wait.Until!.Value).Reservations.Length);
    }

    [Fact]
    public void Exchange_CallNotReported_OccupiesItsSlotAsIfItHadBegunAsLateAsItMay()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        pool.Ask("run", 1, Start);
        Assert.Equal(Start.AddMilliseconds(61_300), pool.Ask("run", 1, Start).Wait!.Until);
    }

    [Fact]
    public void Exchange_ReservationGivenBack_IsFreeAtOnce()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        var reservation = Assert.Single(pool.Ask("run", 1, Start).Reservations);
        Assert.Single(pool.Release("run", 1, Start.AddSeconds(1), reservation.Id, reservation.Id, "unknown").Reservations);
        Assert.Empty(pool.Release("run", 1, Start.AddSeconds(2), reservation.Id).Reservations);
    }

    [Fact]
    public void Exchange_SeveralGroupsAndKeys_SpreadsEvenly()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 4 }, "a@1", "b@1", "c@2", "d@2");
        var reservations = pool.Ask("run", 8, Start).Reservations;
        Assert.All("abcd", id => Assert.Equal(2, reservations.Count(g => g.KeyId == id.ToString())));
        Assert.Equal(2, pool.Keys.Where(k => reservations.Take(2).Any(g => g.KeyId == k.Id)).Select(k => k.Group).Distinct().Count());
    }

    [Theory]
    [InlineData(7, 3)]
    [InlineData(3, 7)]
    public void Exchange_KeysOfOneGroupDisagree_TheLowestLimitHolds(int first, int second)
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "x") { Keys = [new("a", "g", first), new("b", "g", second)] };
        pool.Pool.Exchange(new KeyPoolRequest("run", 0, [], [], pool.Keys), Start);
        Assert.Equal(3, pool.Ask("run", 9, Start).Reservations.Length);
    }

    [Fact]
    public void Exchange_Lookahead_GrantsAheadOfTimeButNeverANewDay()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1, Lookahead = TimeSpan.FromSeconds(5), RequestsPerDay = 2 }, "a");
        pool.Ask("run", 1, Start);
        pool.EndAll(Start.AddSeconds(1));
        var until = pool.Ask("run", 1, Start.AddSeconds(1)).Wait!.Until!.Value;
        Assert.Equal(Start.AddMilliseconds(55_300), until);
        Assert.Equal(Start.AddMilliseconds(60_300), pool.Ask("run", 1, until).Reservations.Single().NotBefore);
        Assert.Empty(pool.Ask("run", 1, Midnight.AddSeconds(-3)).Reservations);
        Assert.Single(pool.Ask("run", 1, Midnight).Reservations);
    }

    [Fact]
    public void Exchange_ClockGoesBack_NothingIsFreedAndNothingIsDueInThePast()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        pool.Ask("run", 1, Start);
        var reply = pool.Ask("run", 1, Start.AddHours(-2));
        Assert.Empty(reply.Reservations);
        Assert.Equal(Start.AddMilliseconds(61_300), reply.Wait!.Until);
    }
}
