using System.Text.Json;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using Xunit.Abstractions;

namespace ImageGen.Tests.Core.KeyPools;

public sealed class KeyPoolTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Midnight = new(2026, 3, 3, 8, 0, 0, TimeSpan.Zero);

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

    [Theory]
    [InlineData(null, 60)]
    [InlineData(43.7, 43.7)]
    [InlineData(-5.0, 60)]
    [InlineData(0.0, 60)]
    public void Report_RateLimitedPerMinute_CoolsTheGroupAndNoOther(double? retryAfter, double seconds)
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2 }, "a@1", "b@1", "c@2");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();
        var wait = retryAfter is { } after ? TimeSpan.FromSeconds(after) : (TimeSpan?)null;
        var reply = pool.Report(
            "run", 9, Start.AddSeconds(100), new AttemptReport(reservation.Id, Start, 0, FailureKind.RateLimitedPerMinute, wait));
        Assert.Equal(2, reply.Reservations.Length);
        Assert.Single(reply.Reservations.Select(g => g.KeyId).Distinct());
        Assert.InRange(
            (reply.Wait!.Until!.Value - Start.AddSeconds(100)).TotalSeconds,
            Math.Min(seconds, 61.3) - 0.001,
            Math.Min(seconds, 61.3) + 0.001);
    }

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

    [Theory]
    [InlineData("2026-03-02T12:00:00Z", "2026-03-03T08:00:00Z")]
    [InlineData("2026-03-08T09:00:00Z", "2026-03-09T07:00:00Z")]
    [InlineData("2026-11-01T08:00:00Z", "2026-11-02T08:00:00Z")]
    [InlineData("2026-03-03T08:01:00Z", "2026-03-03T08:05:00Z")]
    [InlineData("2026-03-03T08:05:00Z", "2026-03-04T08:00:00Z")]
    public void Report_RateLimitedPerDay_WaitsForMidnightInLosAngelesWhateverTheServiceSays(string calledAt, string until)
    {
        var at = DateTimeOffset.Parse(calledAt, null);
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var reservation = pool.Ask("run", 1, at).Reservations.Single();
        var reply = pool.Report(
            "run", 1, at.AddSeconds(1), new AttemptReport(reservation.Id, at, 0, FailureKind.RateLimitedPerDay, TimeSpan.FromSeconds(30)));
        Assert.Equal(new KeyPoolWait(KeyWaitKind.Day, DateTimeOffset.Parse(until, null), 1), reply.Wait);
        Assert.Single(pool.Ask("run", 1, reply.Wait!.Until!.Value).Reservations);
    }

    [Fact]
    public void Exchange_DayCountReached_WaitsForMidnightAndCountsAnew()
    {
        var pool = new PoolDriver(new KeyPoolOptions { RequestsPerDay = 3 }, "a");
        Assert.Equal(new KeyPoolWait(KeyWaitKind.Day, Midnight, 1), pool.Ask("run", 5, Start).Wait);
        Assert.Equal(3, pool.Ask("run", 5, Midnight).Reservations.Length);
    }

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

    [Fact]
    public void Inherit_CallsInFlightWhenTheProcessDied_HoldNothingUpAndStillCount()
    {
        var options = new KeyPoolOptions { Requests = 3, MaxInFlight = 2, SpendUsd = 0.20m };
        var before = new PoolDriver(options, "a");
        before.Report("run", 0, Start, new AttemptReport(before.Ask("run", 1, Start).Reservations[0].Id, Start, 0.067m));
        before.Ask("run", 2, Start);
        before.Ask("other", 1, Start);

        var after = KeyPool.Inherit(before.Pool.Snapshot(), options);
        var full = after.Exchange(new KeyPoolRequest("run", 1, [], []), Start.AddSeconds(61));
        var free = after.Exchange(new KeyPoolRequest("run", 1, [], []), Start.AddMinutes(11));

        Assert.Equal(KeyWaitKind.Spend, full.Wait!.Kind);
        Assert.Single(free.Reservations);
    }

    [Fact]
    public void Inherit_CallsInFlightWhenTheProcessDied_TakeTheirPartOfTheWindow()
    {
        var options = new KeyPoolOptions { Requests = 2, MaxInFlight = 2 };
        var before = new PoolDriver(options, "a");
        before.Ask("run", 2, Start);

        var after = KeyPool.Inherit(before.Pool.Snapshot(), options);

        Assert.Equal(KeyWaitKind.Window, after.Exchange(new KeyPoolRequest("run", 2, [], []), Start.AddSeconds(2)).Wait!.Kind);
        Assert.Equal(2, after.Exchange(new KeyPoolRequest("run", 2, [], []), Start.AddSeconds(62)).Reservations.Length);
    }

    [Fact]
    public void Report_BareRateLimits_ClimbALadderOnceForCallsInFlightTogetherAndComeDownOnSuccess()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var at = Start;
        foreach (var rung in (int[])[10, 30, 60, 120, 300, 300])
        {
            var pair = pool.Ask("run", 2, at).Reservations;
            pool.Report("run", 0, at.AddSeconds(1), new AttemptReport(pair[0].Id, at, 0, FailureKind.SpendLimited));
            var reply = pool.Report("run", 1, at.AddSeconds(1), new AttemptReport(pair[1].Id, at, 0, FailureKind.SpendLimited));
            Assert.Equal((KeyWaitKind.Cooldown, at.AddSeconds(1 + rung)), (reply.Wait!.Kind, reply.Wait.Until!.Value));
            at = reply.Wait.Until!.Value;
        }

        var good = pool.Ask("run", 1, at).Reservations.Single();
        pool.Report("run", 0, at.AddSeconds(8), new AttemptReport(good.Id, at, 0.067m));
        var bad = pool.Ask("run", 1, at.AddSeconds(9)).Reservations.Single();
        var last = pool.Report(
            "run",
            1,
            at.AddSeconds(10),
            new AttemptReport(bad.Id, at.AddSeconds(9), 0, FailureKind.SpendLimited, TimeSpan.FromSeconds(25)));
        Assert.Equal(at.AddSeconds(35), last.Wait!.Until);
    }

    [Fact]
    public void Report_ServiceCannotBeReached_EveryKeyPausesLongerAndLongerAndOneCallAloneTriesTheWay()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 5 }, "a", "b");
        var first = pool.Ask("run", 10, Start).Reservations;
        pool.Report("run", 0, Start.AddSeconds(1), [.. first.Take(9).Select(g => Lost(g, Start))]);
        var late = pool.Report("run", 10, Start.AddSeconds(2), Lost(first[9], Start));
        Assert.Equal(new KeyPoolWait(KeyWaitKind.Unreachable, Start.AddSeconds(3), 2, Since: Start.AddSeconds(1)), late.Wait);

        var at = Start.AddSeconds(3);
        foreach (var pause in (int[])[5, 10, 20, 30, 60, 60])
        {
            var probe = pool.Ask("run", 10, at);
            Assert.Single(probe.Reservations);
            Assert.Equal(KeyWaitKind.Unreachable, probe.Wait!.Kind);
            Assert.Empty(pool.Ask("other", 10, at).Reservations);
            var after = pool.Report("run", 10, at.AddSeconds(1), Lost(probe.Reservations[0], at));
            Assert.Equal(new KeyPoolWait(KeyWaitKind.Unreachable, at.AddSeconds(1 + pause), 2, Since: Start.AddSeconds(1)), after.Wait);
            at = after.Wait!.Until!.Value;
        }
    }

    [Theory]
    [InlineData(null, 9)]
    [InlineData(FailureKind.RateLimitedPerMinute, 5)]
    public void Report_ServiceAnswersAfterAnOutage_AllGoesOnAndNoSlotWasUsedUp(FailureKind? answer, int free)
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 5, RequestsPerDay = 5 }, "a", "b");
        pool.Report("run", 0, Start.AddSeconds(1), [.. pool.Ask("run", 10, Start).Reservations.Select(g => Lost(g, Start))]);
        var probe = Assert.Single(pool.Ask("run", 10, Start.AddSeconds(3)).Reservations);

        var reply = pool.Report("run", 10, Start.AddSeconds(4), new AttemptReport(probe.Id, Start.AddSeconds(3), 0, answer));

        Assert.Equal(free, reply.Reservations.Length);
    }

    [Fact]
    public void Report_AnswerToACallThatBeganBeforeTheOutage_DoesNotEndIt()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var pair = pool.Ask("run", 2, Start).Reservations;
        pool.Report("run", 0, Start.AddSeconds(1), Lost(pair[0], Start));

        var reply = pool.Report("run", 1, Start.AddSeconds(2), new AttemptReport(pair[1].Id, Start, 0.067m));

        Assert.Equal(KeyWaitKind.Unreachable, reply.Wait?.Kind);
    }

    [Fact]
    public void Exchange_CallThatTriesTheWayIsGivenBackOrItsWorkerIsLost_AnotherTriesIt()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Report("run", 0, Start, Lost(pool.Ask("run", 1, Start).Reservations[0], Start));
        var probe = Assert.Single(pool.Ask("run", 2, Start.AddSeconds(2)).Reservations);
        var second = Assert.Single(pool.Release("run", 2, Start.AddSeconds(3), probe.Id).Reservations);
        Assert.NotEqual(probe.Id, second.Id);

        Assert.Empty(pool.Ask("run", 2, Start.AddSeconds(60)).Reservations);
        Assert.Single(pool.Ask("run", 2, Start.AddSeconds(3).AddMinutes(5)).Reservations);
    }

    [Fact]
    public void Exchange_APersonAsksInAnOutage_TriesTheWayAtOnce()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Report("run", 0, Start, Lost(pool.Ask("run", 1, Start).Reservations[0], Start));

        Assert.Single(pool.Pool.Exchange(new KeyPoolRequest("run", 3, [], [], Forgive: true), Start.AddSeconds(1)).Reservations);
    }

    [Fact]
    public void Restore_InAnOutage_GoesOnWaiting()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Report("run", 0, Start, Lost(pool.Ask("run", 1, Start).Reservations[0], Start));
        var snapshot = JsonSerializer.Deserialize<KeyPoolSnapshot>(JsonSerializer.Serialize(pool.Pool.Snapshot()))!;

        var reply = KeyPool.Restore(snapshot, new KeyPoolOptions()).Exchange(new KeyPoolRequest("run", 1, [], []), Start.AddSeconds(1));

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Unreachable, Start.AddSeconds(2), 1, Since: Start), reply.Wait);
    }

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

    [Fact]
    public void Report_ThatComesTwiceOrIsUnknown_CountsOnceOrNot()
    {
        var pool = new PoolDriver(new KeyPoolOptions { SpendUsd = 1m }, "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();
        var report = new AttemptReport(reservation.Id, Start, 0.5m);
        pool.Report("run", 0, Start.AddSeconds(1), report, report, new AttemptReport("unknown", Start, 9m, FailureKind.RateLimitedPerDay));
        Assert.Equal(0.5m, pool.Pool.Snapshot().Groups.Single().Spent.Sum(s => s.Usd));
    }

    [Fact]
    public void Snapshot_EightBusyGroups_IsAFewKilobytesAndStaysSo()
    {
        var pool = new PoolDriver(new KeyPoolOptions { SpendUsd = 1000m }, [.. Enumerable.Range(0, 8).Select(i => $"test-key-{i}")]);
        for (var i = 0; i < 30_000; i++)
        {
            var now = Start.AddSeconds(i);
            pool.Ask("run", 10, now);
            if (i % 3 == 0)
            {
                pool.EndAll(now);
            }
        }

        var length = JsonSerializer.Serialize(pool.Pool.Snapshot()).Length;
        output.WriteLine($"{length} bytes of JSON");
        Assert.InRange(length, 1, 24_000);
    }

    private static AttemptReport Lost(Reservation reservation, DateTimeOffset startedAt) =>
        new(reservation.Id, startedAt, 0, FailureKind.Unreachable);
}
