using ImageGen.Core.Generation;
using ImageGen.Core.Scheduling;

namespace ImageGen.Tests.Scheduling;

/// <summary>What holds a group up, for how long, and what survives of it: each a wait that a person would see.</summary>
public sealed class KeyPoolLimitsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Midnight = new(2026, 3, 3, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Exchange_CapOfCallsInFlightAndNoWordOfTheOldest_AsksAgainWhenItsLeaseEnds()
    {
        var pool = new PoolDriver(new KeyPoolOptions { MaxInFlight = 2 }, "a");
        pool.Ask("run", 1, Start);
        pool.Ask("run", 1, Start.AddSeconds(1));

        Assert.Equal(Start.AddSeconds(8), pool.Ask("run", 1, Start.AddSeconds(2)).Wait!.Until);
        Assert.Equal(Start.AddMinutes(5), pool.Ask("run", 1, Start.AddMinutes(5).AddSeconds(-1)).Wait!.Until);
    }

    [Fact]
    public void Exchange_KeyLeavesWhileItsProjectIsUsedUpForTheDay_IsNotUsedAgainWhenItComesBack()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a", "b");
        var grant = pool.Ask("run", 2, Start).Grants.Single(g => g.KeyId == "a");
        pool.Report("run", 0, Start, new CallReport(grant.Reservation, Start, 0, FailureKind.RateLimitedPerDay));
        pool.SetKeys(Start.AddSeconds(1), "b");
        pool.SetKeys(Start.AddHours(1), "a", "b");

        Assert.All(pool.Ask("run", 20, Start.AddHours(1)).Grants, g => Assert.Equal("b", g.KeyId));
    }

    [Fact]
    public void Exchange_KeyLeavesAfterSomeCallsOfTheDay_TheyStillCountWhenItComesBack()
    {
        var pool = new PoolDriver(new KeyPoolOptions { RequestsPerDay = 3 }, "a");
        pool.Ask("run", 2, Start);
        pool.EndAll(Start.AddSeconds(8));
        pool.SetKeys(Start.AddHours(1));
        pool.SetKeys(Start.AddHours(2), "a");

        Assert.Single(pool.Ask("run", 5, Start.AddHours(2)).Grants);
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
        var grant = pool.Ask("run", 1, Start).Grants.Single();
        pool.Report("run", 0, Start, new CallReport(grant.Reservation, Start, 0, FailureKind.InvalidKey));
        Assert.Empty(pool.Ask("run", 1, Start.AddSeconds(1)).Grants);

        Assert.Single(pool.Pool.Exchange(new KeyPoolRequest("run", 1, [], [], Forgive: true), Start.AddSeconds(2)).Grants);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0, 1)]
    public void Exchange_LimitOfAKeyChanges_IsInForceAtOnce(int requests, int granted)
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");

        var reply = pool.Pool.Exchange(new KeyPoolRequest("run", 9, [], [], [new KeyDescriptor("a", "a", requests)]), Start);

        Assert.Equal(granted, reply.Grants.Length);
    }

    [Fact]
    public void Exchange_KeyMovesToAnotherProject_TheOldProjectsWindowHoldsItNoMore()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a@one");
        pool.Ask("run", 1, Start);

        Assert.Single(pool.Pool.Exchange(new KeyPoolRequest("run", 1, [], [], [new KeyDescriptor("a", "two")]), Start.AddSeconds(1)).Grants);
    }

    [Fact]
    public void Exchange_InvalidKeyBesideAGoodOneOfItsProject_TheGoodOneIsUsed()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a@1", "b@1");
        var grants = pool.Ask("run", 2, Start).Grants;
        pool.Report("run", 0, Start, new CallReport(grants.Single(g => g.KeyId == "a").Reservation, Start, 0, FailureKind.InvalidKey));

        Assert.All(pool.Ask("run", 8, Start.AddSeconds(1)).Grants, g => Assert.Equal("b", g.KeyId));
    }

    [Fact]
    public void Exchange_InvalidKeyWithTheLowestLimit_LimitsItsProjectNoMore()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "x") { Keys = [new("a", "g", 2), new("b", "g", 6)] };
        pool.Pool.Exchange(new KeyPoolRequest("run", 0, [], [], pool.Keys), Start);
        var grants = pool.Ask("run", 2, Start).Grants;
        pool.Report("run", 0, Start, new CallReport(grants.Single(g => g.KeyId == "a").Reservation, Start, 0, FailureKind.InvalidKey));

        Assert.Equal(4, pool.Ask("run", 9, Start).Grants.Length);
    }

    [Fact]
    public void Exchange_OneGroupHasMoreRoom_ItIsUsedFirst()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "x") { Keys = [new("a", "small", 2), new("b", "large", 10)] };
        pool.Pool.Exchange(new KeyPoolRequest("run", 0, [], [], pool.Keys), Start);

        var grants = pool.Ask("run", 6, Start).Grants;

        Assert.Equal((1, 5), (grants.Count(g => g.KeyId == "a"), grants.Count(g => g.KeyId == "b")));
    }

    [Fact]
    public void Exchange_Grant_IsValidForTheGrace()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Grace = TimeSpan.FromSeconds(7) }, "a");

        var grant = pool.Ask("run", 1, Start).Grants.Single();

        Assert.Equal((Start, Start.AddSeconds(7)), (grant.NotBefore, grant.Expires));
    }

    [Fact]
    public void Exchange_NegativeWant_IsNone()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");

        var reply = pool.Ask("run", -3, Start);

        Assert.Equal((0, null), (reply.Grants.Length, reply.Wait));
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
        Assert.Single(pool.Ask("run", 1, reply.Wait.Until.Value).Grants);
    }

    [Fact]
    public void Exchange_DearCallIsForgotten_TheNextOnesAreNotCountedAsDear()
    {
        var pool = new PoolDriver(new KeyPoolOptions { SpendUsd = 1m }, "a");
        var grant = pool.Ask("run", 1, Start).Grants.Single();
        pool.Report("run", 0, Start, new CallReport(grant.Reservation, Start, 0.6m));

        Assert.Equal(5, pool.Ask("run", 5, Start.AddMinutes(11)).Grants.Length);
    }

    [Fact]
    public void Exchange_ListsThatAreMissingInAMessage_AreEmpty()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");

        Assert.Single(pool.Pool.Exchange(new KeyPoolRequest("run", 1, default, default, default(ImmutableArray<KeyDescriptor>)), Start).Grants);
    }
}
