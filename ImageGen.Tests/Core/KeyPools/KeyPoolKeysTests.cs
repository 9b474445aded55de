using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>Keys that are refused, leave, and join again.</summary>
public sealed class KeyPoolKeysTests
{
    [Fact]
    public void Report_KeyIsInvalid_IsOutUntilItLeavesAndJoinsAgain()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var reservation = Assert.Single(pool.Ask("run", 1, Start).Reservations);
        var reply = pool.Report("run", 1, Start.AddSeconds(1), new AttemptReport(reservation.Id, Start, 0, FailureKind.InvalidKey));
        Assert.Equal(new KeyPoolWait(KeyWaitKind.NoUsableKey, null, 1, Out: 1), reply.Wait);
        pool.SetKeys(Start.AddSeconds(2), "a");
        Assert.Empty(pool.Ask("run", 1, Start.AddSeconds(2)).Reservations);
        pool.SetKeys(Start.AddSeconds(3));
        pool.SetKeys(Start.AddSeconds(4), "a");
        Assert.Single(pool.Ask("run", 1, Start.AddSeconds(4)).Reservations);
    }

    [Fact]
    public void Report_OneOfTwoKeysIsInvalid_TheWaitTellsThatOneIsOut()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a", "b");
        var reservation = pool.Ask("run", 2, Start).Reservations[0];
        var reply = pool.Report("run", 1, Start.AddSeconds(1), new AttemptReport(reservation.Id, Start, 0, FailureKind.InvalidKey));
        Assert.Equal((KeyWaitKind.Window, 2, 1), (reply.Wait!.Kind, reply.Wait.Keys, reply.Wait.Out));
    }

    [Fact]
    public void Report_OfAKeyThatLeftAndJoinedAgain_SaysNothingOfTheNewOne()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var reservation = Assert.Single(pool.Ask("run", 1, Start).Reservations);
        pool.SetKeys(Start.AddSeconds(1), "b");
        pool.SetKeys(Start.AddSeconds(2), "a", "b");
        pool.Report("run", 0, Start.AddSeconds(3), new AttemptReport(reservation.Id, Start, 0, FailureKind.NotEntitled));
        Assert.All(pool.Pool.Snapshot().Keys, k => Assert.False(k.Out));
    }

    [Fact]
    public void Exchange_KeyLeavesAndJoinsAgain_ItsWindowIsNotForgotten()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2 }, "a");
        pool.Ask("run", 2, Start);
        pool.SetKeys(Start.AddSeconds(1));
        Assert.Equal(KeyWaitKind.NoUsableKey, pool.Ask("run", 1, Start.AddSeconds(1)).Wait!.Kind);
        pool.SetKeys(Start.AddSeconds(2), "a");
        Assert.Empty(pool.Ask("run", 1, Start.AddSeconds(2)).Reservations);
    }
}
