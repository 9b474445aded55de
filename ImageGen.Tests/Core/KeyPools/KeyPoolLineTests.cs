using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>Who comes first when several runs want what comes free.</summary>
public sealed class KeyPoolLineTests
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
    public void Exchange_WhoIsFirstInLineDoesNotComeBack_IsForgottenAfterThePlaceTimeout()
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

    [Fact]
    public void Exchange_PlaceTimeoutIsSet_IsHowLongAPlaceIsKept()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1, PlaceTimeout = TimeSpan.FromSeconds(2) }, "a");
        pool.Ask("first", 1, Start);
        pool.EndAll(Start);
        var until = pool.Ask("gone", 1, Start).Wait!.Until!.Value;

        Assert.Empty(pool.Ask("late", 1, until.AddSeconds(2)).Reservations);
        Assert.Single(pool.Ask("late", 1, until.AddSeconds(2).AddTicks(1)).Reservations);
    }

    [Fact]
    public void Exchange_ClaimantDueMuchLater_HasNoClaimOnWhatIsFreeNow()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();
        pool.Report("run", 0, Start, Refusal(reservation, 120));
        Assert.Equal(Start.AddSeconds(120), pool.Ask("run", 10, Start).Wait!.Until);

        pool.SetKeys(Start.AddSeconds(1), "a", "b");

        Assert.Equal(10, pool.Ask("other", 10, Start.AddSeconds(1)).Reservations.Length);
    }

    [Fact]
    public void Inherit_OthersStoodInLine_AreNotWaitedFor()
    {
        var options = new KeyPoolOptions { Requests = 1 };
        var before = new PoolDriver(options, "a");
        before.Ask("run", 1, Start);
        before.Ask("dead", 1, Start);

        var after = KeyPool.Inherit(before.Pool.Snapshot(), options);

        Assert.Empty(after.Snapshot().Line);
        Assert.Empty(after.Snapshot().Reservations);
        Assert.Single(after.Exchange(new KeyPoolRequest("run", 1, [], []), Start.AddMilliseconds(61_300)).Reservations);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void Exchange_SlotComesFreeBeforeItsTime_BelongsToWhoWasToldToComeForIt(int? margin)
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1, Margin = margin is { } s ? TimeSpan.FromSeconds(s) : null }, "a");
        var reservation = pool.Ask("first", 1, Start).Reservations.Single();
        Assert.Equal(Start.AddMilliseconds(61_000 + (margin * 1000 ?? 300)), pool.Ask("second", 1, Start).Wait!.Until);
        pool.Release("first", 0, Start, reservation.Id);

        Assert.Equal(KeyWaitKind.Turn, pool.Ask("newcomer", 1, Start).Wait!.Kind);
        Assert.Single(pool.Ask("second", 1, Start).Reservations);
    }

    [Fact]
    public void Exchange_ClaimantServedInFull_HoldsUpNoOther()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2 }, "a");
        pool.Ask("first", 2, Start);
        pool.EndAll(Start);
        Assert.Empty(pool.Ask("first", 1, Start).Reservations);
        Assert.Single(pool.Ask("first", 1, Start.AddSeconds(61)).Reservations);

        Assert.Single(pool.Ask("second", 1, Start.AddSeconds(61)).Reservations);
    }

    [Fact]
    public void Exchange_ClaimantWaitedForTheNextDay_SharesItWithThoseThatContinued()
    {
        var pool = new PoolDriver(new KeyPoolOptions { PlaceTimeout = TimeSpan.FromMinutes(5) }, "a");
        var reservation = pool.Ask("waiting", 1, Start).Reservations.Single();
        pool.Report("waiting", 20, Start, new AttemptReport(reservation.Id, Start, 0, FailureKind.RateLimitedPerDay));
        pool.SetKeys(Start.AddSeconds(1), "a", "b");
        var reservations = 0;
        for (var at = Start.AddSeconds(1); at < Start.AddMinutes(5); at = at.AddSeconds(61))
        {
            reservations += pool.Ask("busy", 100, at).Reservations.Length;
            pool.EndAll(at);
        }

        Assert.Equal(50, reservations);
        pool.Ask("busy", 100, Midnight.AddSeconds(-65));
        pool.EndAll(Midnight.AddSeconds(-65));

        var waiting = pool.Ask("waiting", 100, Midnight.AddSeconds(1)).Reservations.Length;

        Assert.InRange(waiting, 9, 11);
        Assert.Equal(20 - waiting, pool.Ask("busy", 100, Midnight.AddSeconds(1)).Reservations.Length);
    }

    [Fact]
    public void Exchange_OneCallOfTheDayIsLeft_ItIsForWhoIsFirstInLine()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2, RequestsPerDay = 3 }, "a");
        pool.Ask("first", 2, Start);
        pool.EndAll(Start);
        pool.Ask("second", 1, Start);

        Assert.Empty(pool.Ask("third", 1, Start.AddSeconds(61)).Reservations);
        Assert.Single(pool.Ask("second", 1, Start.AddSeconds(61)).Reservations);
    }

    [Fact]
    public void Exchange_OnePlaceBelowTheCapOfCallsInFlight_IsForWhoIsFirstInLine()
    {
        var pool = new PoolDriver(new KeyPoolOptions { MaxInFlight = 1 }, "a");
        pool.Ask("first", 1, Start);
        pool.Ask("second", 1, Start);
        pool.EndAll(Start.AddSeconds(1));

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Turn, Start.AddSeconds(7), 1), pool.Ask("third", 1, Start.AddSeconds(1)).Wait);
        Assert.Single(pool.Ask("second", 1, Start.AddSeconds(1)).Reservations);
    }

    private static AttemptReport Refusal(Reservation reservation, int retryAfter) =>
        new(reservation.Id, reservation.NotBefore, 0, FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(retryAfter));
}
