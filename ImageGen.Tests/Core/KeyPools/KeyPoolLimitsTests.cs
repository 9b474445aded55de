using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>What holds a group up, for how long, and what survives of it: each a wait that a person would see.</summary>
public sealed class KeyPoolLimitsTests
{
    [Fact]
    public void Exchange_CapOfCallsInFlightAndNoWordOfTheOldest_AsksAgainWhenItsLeaseEnds()
    {
        var pool = new PoolDriver(new KeyPoolOptions { MaxInFlight = 2 }, "a");
        pool.Ask("run", 1, Start);
        pool.Ask("run", 1, Start.AddSeconds(1));

        Assert.Equal(Start.AddSeconds(8), pool.Ask("other", 1, Start.AddSeconds(2)).Wait!.Until);
        Assert.Equal(Start.AddMinutes(5), pool.Ask("other", 1, Start.AddMinutes(5).AddSeconds(-1)).Wait!.Until);
    }

    [Fact]
    public void Exchange_KeyLeavesWhileItsProjectIsUsedUpForTheDay_IsNotUsedAgainWhenItComesBack()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a", "b");
        var reservation = pool.Ask("run", 2, Start).Reservations.Single(g => g.KeyId == "a");
        pool.Report("run", 0, Start, new AttemptReport(reservation.Id, Start, 0, FailureKind.RateLimitedPerDay));
        pool.SetKeys(Start.AddSeconds(1), "b");
        pool.SetKeys(Start.AddHours(1), "a", "b");

        Assert.All(pool.Ask("run", 20, Start.AddHours(1)).Reservations, g => Assert.Equal("b", g.KeyId));
    }

    [Fact]
    public void Exchange_KeyLeavesAfterSomeCallsOfTheDay_TheyStillCountWhenItComesBack()
    {
        var pool = new PoolDriver(new KeyPoolOptions { RequestsPerDay = 3 }, "a");
        pool.Ask("run", 2, Start);
        pool.EndAll(Start.AddSeconds(8));
        pool.SetKeys(Start.AddHours(1));
        pool.SetKeys(Start.AddHours(2), "a");

        Assert.Single(pool.Ask("run", 5, Start.AddHours(2)).Reservations);
    }

    [Fact]
    public void Exchange_KeyIsGoneAndNothingOfItCountsAnyMore_IsForgotten()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Ask("run", 2, Start);
        pool.SetKeys(Start.AddSeconds(1));
        Assert.Single(pool.Pool.Snapshot().Groups);

        pool.SetKeys(Midnight);

        Assert.Empty(pool.Pool.Snapshot().Groups);
    }

    [Fact]
    public void Exchange_PersonAsksAgain_KeysFoundInvalidGetAnotherChance()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();
        pool.Report("run", 0, Start, new AttemptReport(reservation.Id, Start, 0, FailureKind.InvalidKey));
        Assert.Empty(pool.Ask("run", 1, Start.AddSeconds(1)).Reservations);

        Assert.Single(pool.Pool.Exchange(new KeyPoolRequest("run", 1, [], [], Forgive: true), Start.AddSeconds(2)).Reservations);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0, 1)]
    public void Exchange_LimitOfAKeyChanges_IsInForceAtOnce(int requests, int reserved)
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");

        var reply = pool.Pool.Exchange(new KeyPoolRequest("run", 9, [], [], [new KeyDescriptor("a", "a", requests)]), Start);

        Assert.Equal(reserved, reply.Reservations.Length);
    }

    [Fact]
    public void Exchange_KeyMovesToAnotherProject_TheOldProjectsWindowHoldsItNoMore()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a@one");
        pool.Ask("run", 1, Start);

        Assert.Single(
            pool.Pool.Exchange(new KeyPoolRequest("run", 1, [], [], [new KeyDescriptor("a", "two")]), Start.AddSeconds(1)).Reservations);
    }

    [Fact]
    public void Exchange_InvalidKeyBesideAGoodOneOfItsProject_TheGoodOneIsUsed()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a@1", "b@1");
        var reservations = pool.Ask("run", 2, Start).Reservations;
        pool.Report("run", 0, Start, new AttemptReport(reservations.Single(g => g.KeyId == "a").Id, Start, 0, FailureKind.InvalidKey));

        Assert.All(pool.Ask("run", 8, Start.AddSeconds(1)).Reservations, g => Assert.Equal("b", g.KeyId));
    }

    [Fact]
    public void Exchange_InvalidKeyWithTheLowestLimit_LimitsItsProjectNoMore()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "x") { Keys = [new("a", "g", 2), new("b", "g", 6)] };
        pool.Pool.Exchange(new KeyPoolRequest("run", 0, [], [], pool.Keys), Start);
        var reservations = pool.Ask("run", 2, Start).Reservations;
        pool.Report("run", 0, Start, new AttemptReport(reservations.Single(g => g.KeyId == "a").Id, Start, 0, FailureKind.InvalidKey));

        Assert.Equal(4, pool.Ask("run", 9, Start).Reservations.Length);
    }

    [Fact]
    public void Exchange_OneGroupHasMoreRoom_ItIsUsedFirst()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "x") { Keys = [new("a", "small", 2), new("b", "large", 10)] };
        pool.Pool.Exchange(new KeyPoolRequest("run", 0, [], [], pool.Keys), Start);

        var reservations = pool.Ask("run", 6, Start).Reservations;

        Assert.Equal((1, 5), (reservations.Count(g => g.KeyId == "a"), reservations.Count(g => g.KeyId == "b")));
    }

    [Fact]
    public void Exchange_Grant_IsValidForTheGrace()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Grace = TimeSpan.FromSeconds(7) }, "a");

        var reservation = pool.Ask("run", 1, Start).Reservations.Single();

        Assert.Equal((Start, Start.AddSeconds(7)), (reservation.NotBefore, reservation.Expires));
    }

    [Fact]
    public void Exchange_NegativeWant_IsNone()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");

        var reply = pool.Ask("run", -3, Start);

        Assert.Equal((0, null), (reply.Reservations.Length, reply.Wait));
    }

    [Fact]
    public void Exchange_SeveralKeys_AWaitSaysHowMany()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a@1", "b@1", "c@2");

        Assert.Equal(3, pool.Ask("run", 9, Start).Wait!.Keys);
    }

    [Fact]
    public void Exchange_MarginIsSet_IsAddedToTheWindow()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1, Margin = TimeSpan.FromSeconds(4) }, "a");
        pool.Ask("run", 1, Start);
        pool.EndAll(Start);

        Assert.Equal(Start.AddSeconds(64), pool.Ask("run", 1, Start.AddSeconds(1)).Wait!.Until);
    }

    [Fact]
    public void Exchange_CallDearerThanTheSpendLimit_IsToldTheInstantWhenItMayBeginAlone()
    {
        var pool = new PoolDriver(new KeyPoolOptions { SpendUsd = 0.05m }, "a");
        pool.Ask("run", 1, Start);
        pool.EndAll(Start);

        var reply = pool.Ask("run", 1, Start);

        Assert.Equal(KeyWaitKind.Spend, reply.Wait!.Kind);
        Assert.InRange(reply.Wait.Until!.Value, Start.AddMinutes(10), Start.AddMinutes(10).AddSeconds(10));
        Assert.Single(pool.Ask("run", 1, reply.Wait.Until.Value).Reservations);
    }

    [Fact]
    public void Exchange_DearCallIsForgotten_TheNextOnesAreNotCountedAsDear()
    {
        var pool = new PoolDriver(new KeyPoolOptions { SpendUsd = 1m }, "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();
        pool.Report("run", 0, Start, new AttemptReport(reservation.Id, Start, 0.6m));

        Assert.Equal(5, pool.Ask("run", 5, Start.AddMinutes(11)).Reservations.Length);
    }

    [Fact]
    public void Exchange_ListsThatAreMissingInAMessage_AreEmpty()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");

        Assert.Single(
            pool.Pool.Exchange(new KeyPoolRequest("run", 1, default, default, default(ImmutableArray<KeyDescriptor>)), Start).Reservations);
    }
}
