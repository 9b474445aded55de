using ImageGen.Core.Generation;
using ImageGen.Core.Scheduling;

namespace ImageGen.Tests.Scheduling;

/// <summary>What holds a group up, for how long, and what survives of it: each a wait that a person would see.</summary>
public sealed class KeyPoolLimitsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Midnight = new(2026, 3, 3, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(30, 100, 100)]
    [InlineData(100, 30, 100)]
    public void Report_TwoCooldowns_TheLongerOneHolds(int first, int second, int seconds)
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var grants = pool.Ask("run", 2, Start).Grants;
        pool.Report("run", 0, Start, Refusal(grants[0], first));

        var reply = pool.Report("run", 1, Start, Refusal(grants[1], second));

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Cooldown, Start.AddSeconds(seconds), 1), reply.Wait);
    }

    [Fact]
    public void Report_RefusedForTheDayAndThenForAMinute_StillWaitsForTheDay()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var grants = pool.Ask("run", 2, Start).Grants;
        pool.Report("run", 0, Start, new CallReport(grants[0].Reservation, Start, 0, FailureKind.RateLimitedPerDay));

        var reply = pool.Report("run", 1, Start, Refusal(grants[1], 30));

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Day, Midnight, 1), reply.Wait);
    }

    [Theory]
    [InlineData(FailureKind.RateLimitedPerMinute)]
    [InlineData(FailureKind.SpendLimited)]
    public void Report_ServiceAsksForMoreThanADay_ADayIsEnough(FailureKind kind)
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var grant = pool.Ask("run", 1, Start).Grants.Single();

        var reply = pool.Report("run", 1, Start, new CallReport(grant.Reservation, Start, 0, kind, TimeSpan.FromDays(30)));

        Assert.Equal(Start.AddDays(1), reply.Wait!.Until);
    }

    [Fact]
    public void Report_CooldownShorterThanTheFullWindow_TheWindowIsToldAsTheReason()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        var grant = pool.Ask("run", 1, Start).Grants.Single();

        var reply = pool.Report("run", 1, Start, Refusal(grant, 10));

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Window, Start.AddMilliseconds(60_300), 1), reply.Wait);
    }

    [Fact]
    public void Report_StartedBeforeItsGrantByTheCallersClock_CountsAsAtTheGrant()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        var grant = pool.Ask("run", 1, Start).Grants.Single();

        var reply = pool.Report("run", 1, Start.AddSeconds(5), new CallReport(grant.Reservation, Start.AddHours(-1), 0));

        Assert.Equal(Start.AddMilliseconds(60_300), reply.Wait!.Until);
    }

    [Fact]
    public void Report_StartedInTheFutureByTheCallersClock_CountsAsNow()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        var grant = pool.Ask("run", 1, Start).Grants.Single();

        var reply = pool.Report("run", 1, Start.AddSeconds(5), new CallReport(grant.Reservation, Start.AddHours(1), 0));

        Assert.Equal(Start.AddMilliseconds(65_300), reply.Wait!.Until);
    }

    [Fact]
    public void Report_SuccessOfACallThatBeganBeforeTheBackOff_DoesNotShortenTheNextOne()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var early = pool.Ask("run", 2, Start).Grants;
        pool.Report("run", 0, Start.AddSeconds(1), new CallReport(early[0].Reservation, Start, 0, FailureKind.SpendLimited));
        pool.Report("run", 0, Start.AddSeconds(2), new CallReport(early[1].Reservation, Start, 0.067m));
        var next = pool.Ask("run", 1, Start.AddSeconds(11)).Grants.Single();

        var reply = pool.Report("run", 1, Start.AddSeconds(12), new CallReport(next.Reservation, Start.AddSeconds(11), 0, FailureKind.SpendLimited));

        Assert.Equal(Start.AddSeconds(12 + 30), reply.Wait!.Until);
    }

    [Fact]
    public void Release_OnTheSameDay_GivesTheDaysCountBack()
    {
        var pool = new PoolDriver(new KeyPoolOptions { RequestsPerDay = 2 }, "a");
        var grants = pool.Ask("run", 2, Start).Grants;

        var reply = pool.Release("run", 2, Start.AddSeconds(1), grants[0].Reservation);

        Assert.Single(reply.Grants);
        Assert.Equal(new KeyPoolWait(KeyWaitKind.Day, Midnight, 1), reply.Wait);
    }

    [Fact]
    public void Release_OfYesterdaysGrant_GivesNothingToTheNewDay()
    {
        var pool = new PoolDriver(new KeyPoolOptions { RequestsPerDay = 2, Window = TimeSpan.FromSeconds(1) }, "a");
        var old = pool.Ask("run", 1, Midnight.AddSeconds(-5)).Grants.Single();
        Assert.Equal(2, pool.Ask("run", 2, Midnight).Grants.Length);

        var reply = pool.Release("run", 1, Midnight.AddSeconds(2), old.Reservation);

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Day, Midnight.AddDays(1), 1), reply.Wait);
    }

    [Fact]
    public void Release_AtTheCapOfCallsInFlight_MakesRoomAtOnce()
    {
        var pool = new PoolDriver(new KeyPoolOptions { MaxInFlight = 1 }, "a");
        var grant = pool.Ask("run", 1, Start).Grants.Single();

        Assert.Single(pool.Release("run", 1, Start.AddSeconds(1), grant.Reservation).Grants);
    }

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
    public void Exchange_PatienceIsSet_IsHowLongAPlaceIsKept()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1, Patience = TimeSpan.FromSeconds(2) }, "a");
        pool.Ask("first", 1, Start);
        pool.EndAll(Start);
        var until = pool.Ask("gone", 1, Start).Wait!.Until!.Value;

        Assert.Empty(pool.Ask("late", 1, until.AddSeconds(2)).Grants);
        Assert.Single(pool.Ask("late", 1, until.AddSeconds(2).AddTicks(1)).Grants);
    }

    [Fact]
    public void Exchange_SomebodyWasToldToComeMuchLater_HasNoClaimOnWhatIsFreeNow()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var grant = pool.Ask("run", 1, Start).Grants.Single();
        pool.Report("run", 0, Start, Refusal(grant, 120));
        Assert.Equal(Start.AddSeconds(120), pool.Ask("run", 10, Start).Wait!.Until);

        pool.SetKeys(Start.AddSeconds(1), "a", "b");

        Assert.Equal(10, pool.Ask("other", 10, Start.AddSeconds(1)).Grants.Length);
    }

    [Fact]
    public void Inherit_OthersStoodInLine_NobodyWaitsForThem()
    {
        var options = new KeyPoolOptions { Requests = 1 };
        var before = new PoolDriver(options, "a");
        before.Ask("run", 1, Start);
        before.Ask("dead", 1, Start);

        var after = KeyPool.Inherit(before.Pool.Snapshot(), options);

        Assert.Empty(after.Snapshot().Line);
        Assert.Empty(after.Snapshot().Reservations);
        Assert.Single(after.Exchange(new KeyPoolRequest("run", 1, [], []), Start.AddMilliseconds(61_300)).Grants);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void Exchange_SlotComesFreeBeforeItsTime_BelongsToWhoWasToldToComeForIt(int? margin)
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1, Margin = margin is { } s ? TimeSpan.FromSeconds(s) : null }, "a");
        var grant = pool.Ask("first", 1, Start).Grants.Single();
        Assert.Equal(Start.AddMilliseconds(61_000 + (margin * 1000 ?? 300)), pool.Ask("second", 1, Start).Wait!.Until);
        pool.Release("first", 0, Start, grant.Reservation);

        Assert.Equal(KeyWaitKind.Turn, pool.Ask("newcomer", 1, Start).Wait!.Kind);
        Assert.Single(pool.Ask("second", 1, Start).Grants);
    }

    [Fact]
    public void Exchange_WhoWasServedInFull_HoldsNobodyUp()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2 }, "a");
        pool.Ask("first", 2, Start);
        pool.EndAll(Start);
        Assert.Empty(pool.Ask("first", 1, Start).Grants);
        Assert.Single(pool.Ask("first", 1, Start.AddSeconds(61)).Grants);

        Assert.Single(pool.Ask("second", 1, Start.AddSeconds(61)).Grants);
    }

    [Fact]
    public void Exchange_SomebodyWaitedForTheNextDay_SharesItWithThoseThatWentOnMeanwhile()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Patience = TimeSpan.FromMinutes(5) }, "a");
        var grant = pool.Ask("patient", 1, Start).Grants.Single();
        pool.Report("patient", 20, Start, new CallReport(grant.Reservation, Start, 0, FailureKind.RateLimitedPerDay));
        pool.SetKeys(Start.AddSeconds(1), "a", "b");
        var grants = 0;
        for (var at = Start.AddSeconds(1); at < Start.AddMinutes(5); at = at.AddSeconds(61))
        {
            grants += pool.Ask("busy", 100, at).Grants.Length;
            pool.EndAll(at);
        }

        Assert.Equal(50, grants);
        pool.Ask("busy", 100, Midnight.AddSeconds(-65));
        pool.EndAll(Midnight.AddSeconds(-65));

        var patient = pool.Ask("patient", 100, Midnight.AddSeconds(1)).Grants.Length;

        Assert.InRange(patient, 9, 11);
        Assert.Equal(20 - patient, pool.Ask("busy", 100, Midnight.AddSeconds(1)).Grants.Length);
    }

    [Fact]
    public void Exchange_OneCallOfTheDayIsLeft_ItIsForWhoIsFirstInLine()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2, RequestsPerDay = 3 }, "a");
        pool.Ask("first", 2, Start);
        pool.EndAll(Start);
        pool.Ask("second", 1, Start);

        Assert.Empty(pool.Ask("third", 1, Start.AddSeconds(61)).Grants);
        Assert.Single(pool.Ask("second", 1, Start.AddSeconds(61)).Grants);
    }

    [Fact]
    public void Exchange_OnePlaceBelowTheCapOfCallsInFlight_IsForWhoIsFirstInLine()
    {
        var pool = new PoolDriver(new KeyPoolOptions { MaxInFlight = 1 }, "a");
        pool.Ask("first", 1, Start);
        pool.Ask("second", 1, Start);
        pool.EndAll(Start.AddSeconds(1));

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Turn, Start.AddSeconds(7), 1), pool.Ask("third", 1, Start.AddSeconds(1)).Wait);
        Assert.Single(pool.Ask("second", 1, Start.AddSeconds(1)).Grants);
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
    public void Report_ThatComesLongAfterTheWindow_IsStillHeard()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var grant = pool.Ask("run", 1, Start).Grants.Single();
        pool.Ask("run", 0, Start.AddMinutes(2));

        var reply = pool.Report("run", 1, Start.AddMinutes(3), new CallReport(grant.Reservation, Start, 0, FailureKind.RateLimitedPerDay));

        Assert.Equal(KeyWaitKind.Day, reply.Wait!.Kind);
    }

    [Fact]
    public void Report_BehindItsLeaseButWithinALongWindow_StillTellsWhenTheCallBegan()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1, Window = TimeSpan.FromMinutes(10) }, "a");
        var grant = pool.Ask("run", 1, Start).Grants.Single();
        Assert.Equal(Start.AddSeconds(604), pool.Ask("run", 1, Start.AddMinutes(6)).Wait!.Until);

        var reply = pool.Report("run", 1, Start.AddMinutes(7), new CallReport(grant.Reservation, Start, 0));

        Assert.Equal(Start.AddSeconds(603), reply.Wait!.Until);
    }

    [Fact]
    public void Exchange_CallOfWhichNobodyTells_IsForgottenAfterItsLease()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Ask("dead", 1, Start);
        pool.Ask("run", 0, Start.AddMinutes(5).AddTicks(-1));
        Assert.Single(pool.Pool.Snapshot().Reservations);

        pool.Ask("run", 0, Start.AddMinutes(5));

        Assert.Empty(pool.Pool.Snapshot().Reservations);
    }

    [Fact]
    public void Exchange_RefusalsOfAnEarlierWindow_AreForgotten()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Report("run", 0, Start, Refusal(pool.Ask("run", 1, Start).Grants.Single(), 1));
        Assert.Single(pool.Pool.Snapshot().Groups.Single().Refused);

        pool.Ask("run", 0, Start.AddSeconds(61));

        Assert.Empty(pool.Pool.Snapshot().Groups.Single().Refused);
    }

    [Fact]
    public void Release_OfAGrantAtMidnight_IsOfTheNewDay()
    {
        var pool = new PoolDriver(new KeyPoolOptions { RequestsPerDay = 1 }, "a");
        var grant = pool.Ask("run", 1, Midnight).Grants.Single();

        Assert.Single(pool.Release("run", 1, Midnight.AddSeconds(1), grant.Reservation).Grants);
    }

    [Fact]
    public void Exchange_ListsThatAreMissingInAMessage_AreEmpty()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");

        Assert.Single(pool.Pool.Exchange(new KeyPoolRequest("run", 1, default, default, default(ImmutableArray<KeyDescriptor>)), Start).Grants);
    }

    [Fact]
    public void Report_RefusalWhileCallsOfOthersAreUnderWay_TheyCountAsAccepted()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        foreach (var grant in pool.Ask("run", 10, Start).Grants.Take(3))
        {
            pool.Report("run", 0, Start.AddSeconds(1), Refusal(grant, 1));
        }

        Assert.Equal(7, pool.Pool.Snapshot().Groups.Single().Learned);
    }

    [Fact]
    public void Report_RefusalOfAnEarlyCall_LaterCallsSayNothingOfItsWindow()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var early = pool.Ask("run", 8, Start).Grants;
        var late = pool.Ask("run", 2, Start.AddSeconds(30)).Grants;
        pool.Report("run", 0, Start.AddSeconds(31), Refusal(late[0], 1));
        Assert.Equal(9, pool.Pool.Snapshot().Groups.Single().Learned);

        pool.Report("run", 0, Start.AddSeconds(31), Refusal(early[0], 1));

        Assert.Equal(7, pool.Pool.Snapshot().Groups.Single().Learned);
    }

    [Fact]
    public void Exchange_LearnedLimitIsNotUsedUp_IsNotRaised()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Report("run", 0, Start, Refusal(pool.Ask("run", 1, Start).Grants.Single(), 1));
        for (var minute = 2; minute < 10; minute += 2)
        {
            pool.Ask("run", 4, Start.AddMinutes(minute));
            pool.EndAll(Start.AddMinutes(minute));
        }

        Assert.Equal(5, pool.Ask("run", 10, Start.AddMinutes(20)).Grants.Length);
    }

    private static CallReport Refusal(KeyGrant grant, int retryAfter) =>
        new(grant.Reservation, grant.NotBefore, 0, FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(retryAfter));
}
