using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>What a report or a reservation given back changes: when a call counts, how long a refusal holds, what is forgotten.</summary>
public sealed class KeyPoolReportsTests
{
    [Fact]
    public void Report_Dropped_ItsSlotIsTakenForAMinute()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        var reservation = Assert.Single(pool.Ask("run", 1, Start).Reservations);

        var dropped = new AttemptReport(reservation.Id, Start.AddSeconds(1), 0.067m) { IsDropped = true };
        var reply = pool.Report("run", 1, Start.AddSeconds(2), dropped);

        Assert.Empty(reply.Reservations);
        Assert.Equal(KeyWaitKind.Window, reply.Wait!.Kind);
        Assert.InRange(reply.Wait.Until!.Value, Start.AddSeconds(60), Start.AddSeconds(62));
        Assert.Single(pool.Ask("run", 1, reply.Wait.Until!.Value).Reservations);
    }

    [Theory]
    [InlineData(30, 100, 100)]
    [InlineData(100, 30, 100)]
    public void Report_TwoCooldowns_TheLongerOneHolds(int first, int second, int seconds)
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var reservations = pool.Ask("run", 2, Start).Reservations;
        pool.Report("run", 0, Start, Refusal(reservations[0], first));

        var reply = pool.Report("run", 1, Start, Refusal(reservations[1], second));

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Cooldown, Start.AddSeconds(seconds), 1), reply.Wait);
    }

    [Fact]
    public void Report_RefusedForTheDayAndThenForAMinute_StillWaitsForTheDay()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var reservations = pool.Ask("run", 2, Start).Reservations;
        pool.Report("run", 0, Start, new AttemptReport(reservations[0].Id, Start, 0, FailureKind.RateLimitedPerDay));

        var reply = pool.Report("run", 1, Start, Refusal(reservations[1], 30));

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Day, Midnight, 1), reply.Wait);
    }

    [Theory]
    [InlineData(FailureKind.RateLimitedPerMinute)]
    [InlineData(FailureKind.SpendLimited)]
    public void Report_ServiceAsksForMoreThanADay_ADayIsEnough(FailureKind kind)
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();

        var reply = pool.Report("run", 1, Start, new AttemptReport(reservation.Id, Start, 0, kind, TimeSpan.FromDays(30)));

        Assert.Equal(Start.AddDays(1), reply.Wait!.Until);
    }

    [Fact]
    public void Report_StartedBeforeItsGrantByTheCallersClock_CountsAsAtTheGrant()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();

        var reply = pool.Report("run", 1, Start.AddSeconds(5), new AttemptReport(reservation.Id, Start.AddHours(-1), 0));

        Assert.Equal(Start.AddMilliseconds(60_300), reply.Wait!.Until);
    }

    [Fact]
    public void Report_StartedInTheFutureByTheCallersClock_CountsAsNow()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1 }, "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();

        var reply = pool.Report("run", 1, Start.AddSeconds(5), new AttemptReport(reservation.Id, Start.AddHours(1), 0));

        Assert.Equal(Start.AddMilliseconds(65_300), reply.Wait!.Until);
    }

    [Fact]
    public void Report_SuccessOfACallThatBeganBeforeTheBackOff_DoesNotShortenTheNextOne()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var early = pool.Ask("run", 2, Start).Reservations;
        pool.Report("run", 0, Start.AddSeconds(1), new AttemptReport(early[0].Id, Start, 0, FailureKind.SpendLimited));
        pool.Report("run", 0, Start.AddSeconds(2), new AttemptReport(early[1].Id, Start, 0.067m));
        var next = pool.Ask("run", 1, Start.AddSeconds(11)).Reservations.Single();

        var reply = pool.Report(
            "run", 1, Start.AddSeconds(12), new AttemptReport(next.Id, Start.AddSeconds(11), 0, FailureKind.SpendLimited));

        Assert.Equal(Start.AddSeconds(12 + 30), reply.Wait!.Until);
    }

    [Fact]
    public void Release_OnTheSameDay_GivesTheDaysCountBack()
    {
        var pool = new PoolDriver(new KeyPoolOptions { RequestsPerDay = 2 }, "a");
        var reservations = pool.Ask("run", 2, Start).Reservations;

        var reply = pool.Release("run", 2, Start.AddSeconds(1), reservations[0].Id);

        Assert.Single(reply.Reservations);
        Assert.Equal(new KeyPoolWait(KeyWaitKind.Day, Midnight, 1), reply.Wait);
    }

    [Fact]
    public void Release_OfYesterdaysGrant_GivesNothingToTheNewDay()
    {
        var pool = new PoolDriver(new KeyPoolOptions { RequestsPerDay = 2, Window = TimeSpan.FromSeconds(1) }, "a");
        var old = pool.Ask("run", 1, Midnight.AddSeconds(-5)).Reservations.Single();
        Assert.Equal(2, pool.Ask("run", 2, Midnight).Reservations.Length);

        var reply = pool.Release("run", 1, Midnight.AddSeconds(2), old.Id);

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Day, Midnight.AddDays(1), 1), reply.Wait);
    }

    [Fact]
    public void Release_AtTheCapOfCallsInFlight_MakesRoomAtOnce()
    {
        var pool = new PoolDriver(new KeyPoolOptions { MaxInFlight = 1 }, "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();

        Assert.Single(pool.Release("run", 1, Start.AddSeconds(1), reservation.Id).Reservations);
    }

    [Fact]
    public void Report_ThatComesLongAfterTheWindow_IsStillHeard()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();
        pool.Ask("run", 0, Start.AddMinutes(2));

        var reply = pool.Report("run", 1, Start.AddMinutes(3), new AttemptReport(reservation.Id, Start, 0, FailureKind.RateLimitedPerDay));

        Assert.Equal(KeyWaitKind.Day, reply.Wait!.Kind);
    }

    [Fact]
    public void Report_BehindItsLeaseButWithinALongWindow_StillTellsWhenTheCallBegan()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1, Window = TimeSpan.FromMinutes(10) }, "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();
        Assert.Equal(Start.AddSeconds(604), pool.Ask("run", 1, Start.AddMinutes(6)).Wait!.Until);

        var reply = pool.Report("run", 1, Start.AddMinutes(7), new AttemptReport(reservation.Id, Start, 0));

        Assert.Equal(Start.AddSeconds(603), reply.Wait!.Until);
    }

    [Fact]
    public void Exchange_UnreportedAttempt_IsForgottenAfterItsLease()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Ask("dead", 1, Start);
        pool.Ask("run", 0, Start.AddMinutes(5).AddTicks(-1));
        Assert.Single(pool.Pool.Snapshot().Reservations);

        pool.Ask("run", 0, Start.AddMinutes(5));

        Assert.Empty(pool.Pool.Snapshot().Reservations);
    }

    /// <summary>The service did not count it; when to come again is what the cooldown says.</summary>
    [Fact]
    public void Report_Refusal_TakesNoSlotBeyondItsCooldown()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 2 }, "a");
        var pair = pool.Ask("run", 2, Start).Reservations;
        pool.Report("run", 0, Start.AddSeconds(1), Refusal(pair[1], 20));

        Assert.Empty(pool.Ask("run", 1, Start.AddSeconds(20)).Reservations);
        Assert.Single(pool.Ask("run", 1, Start.AddSeconds(21)).Reservations);
    }

    [Fact]
    public void Release_OfAGrantAtMidnight_IsOfTheNewDay()
    {
        var pool = new PoolDriver(new KeyPoolOptions { RequestsPerDay = 1 }, "a");
        var reservation = pool.Ask("run", 1, Midnight).Reservations.Single();

        Assert.Single(pool.Release("run", 1, Midnight.AddSeconds(1), reservation.Id).Reservations);
    }

    [Fact]
    public void Report_RefusalWhileCallsOfOthersAreUnderWay_TheyCountAsAccepted()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        foreach (var reservation in pool.Ask("run", 10, Start).Reservations.Take(3))
        {
            pool.Report("run", 0, Start.AddSeconds(1), Refusal(reservation, 1));
        }

        Assert.Equal(7, pool.Pool.Snapshot().Groups.Single().Limit!.Known);
    }

    [Fact]
    public void Report_RefusalOfAnEarlyCall_LaterCallsSayNothingOfItsWindow()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var early = pool.Ask("run", 8, Start).Reservations;
        var late = pool.Ask("run", 2, Start.AddSeconds(30)).Reservations;
        pool.Report("run", 0, Start.AddSeconds(31), Refusal(late[0], 1));
        Assert.Equal(9, pool.Pool.Snapshot().Groups.Single().Limit!.Known);

        pool.Report("run", 0, Start.AddSeconds(31), Refusal(early[0], 1));

        Assert.Equal(7, pool.Pool.Snapshot().Groups.Single().Limit!.Known);
    }

    private static AttemptReport Refusal(Reservation reservation, int retryAfter) =>
        new(reservation.Id, reservation.NotBefore, 0, FailureKind.RateLimitedPerMinute, TimeSpan.FromSeconds(retryAfter));
}
