using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>A service in trouble, projects in trouble, and accounts without credit.</summary>
public sealed class KeyPoolOutageTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(FailureKind.Transient)]
    [InlineData(FailureKind.Unanswered)]
    public void Report_EveryProjectFails_AllPauseLongerAndLongerAndOneAttemptAloneProbes(FailureKind kind)
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a", "b");
        var reply = pool.Report(
            "run", 10, Start.AddSeconds(1), [.. pool.Ask("run", 6, Start).Reservations.Select(g => End(g, kind, "503"))]);
        Assert.Equal(new KeyPoolWait(KeyWaitKind.Overloaded, Start.AddSeconds(3), 2, 0, Start.AddSeconds(1), "503"), reply.Wait);

        var at = Start.AddSeconds(3);
        foreach (var pause in (int[])[5, 10, 20, 30, 60])
        {
            var probe = pool.Ask("run", 10, at);
            Assert.Single(probe.Reservations);
            Assert.Equal(KeyWaitKind.Overloaded, probe.Wait!.Kind);
            Assert.Empty(pool.Ask("other", 10, at).Reservations);
            reply = pool.Report("run", 10, at.AddSeconds(1), End(probe.Reservations[0], kind, "503"));
            Assert.Equal(at.AddSeconds(1 + pause), reply.Wait!.Until);
            at = reply.Wait.Until!.Value;
        }
    }

    [Fact]
    public void Report_ProbeIsDropped_ProvesNothingAndTheNextAttemptProbesAlone()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a", "b");
        pool.Report("run", 0, Start.AddSeconds(1), [.. pool.Ask("run", 6, Start).Reservations.Select(g => End(g, FailureKind.Transient))]);
        var probe = Assert.Single(pool.Ask("run", 10, Start.AddSeconds(3)).Reservations);

        var reply = pool.Report(
            "run", 10, Start.AddSeconds(4), new AttemptReport(probe.Id, Start.AddSeconds(3), 0.034m) { IsDropped = true });

        Assert.Single(reply.Reservations);
        Assert.Equal(KeyWaitKind.Overloaded, reply.Wait!.Kind);
    }

    [Fact]
    public void Report_ProbeIsServed_EverythingContinuesOnEveryProject()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a", "b");
        pool.Report("run", 0, Start.AddSeconds(1), [.. pool.Ask("run", 6, Start).Reservations.Select(g => End(g, FailureKind.Transient))]);
        var probe = Assert.Single(pool.Ask("run", 10, Start.AddSeconds(3)).Reservations);

        var reply = pool.Report("run", 20, Start.AddSeconds(4), new AttemptReport(probe.Id, Start.AddSeconds(3), 0.034m));

        // Seven slots of the served project, and one attempt that probes the other.
        Assert.Equal(7, reply.Reservations.Length);
        Assert.Single(reply.Reservations, g => g.KeyId != probe.KeyId);
    }

    [Fact]
    public void Report_OneProjectFailsAlone_TheOtherServesAndFewAttemptsProbeIt()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "good", "bad");
        var (good, bad) = (0, 0);
        for (var now = Start; now < Start.AddMinutes(30); now = now.AddSeconds(1))
        {
            foreach (var reservation in pool.Ask("run", 10, now).Reservations)
            {
                (good, bad) = reservation.KeyId == "bad" ? (good, bad + 1) : (good + 1, bad);
                pool.Report("run", 0, now.AddSeconds(0.5), End(reservation, reservation.KeyId == "bad" ? FailureKind.Transient : null));
            }
        }

        Assert.InRange(good, 285, 300);
        Assert.InRange(bad, 5, 22);
    }

    [Fact]
    public void Exchange_AfterAFailureOnOneProject_TheNextAttemptGoesToAnother()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a", "b");
        var first = pool.Ask("run", 1, Start).Reservations[0];
        pool.Ask("run", 3, Start);
        pool.Report("run", 0, Start.AddSeconds(1), End(first, FailureKind.Transient));

        Assert.NotEqual(first.KeyId, pool.Ask("run", 1, Start.AddSeconds(1)).Reservations.Single().KeyId);
    }

    [Fact]
    public void Report_SingleErrorsAmongServedAttempts_PauseNothing()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 100 }, "a");
        for (var i = 0; i < 90; i++)
        {
            var reservation = Assert.Single(pool.Ask("run", 1, Start.AddSeconds(i / 10.0)).Reservations);
            pool.Report("run", 0, Start.AddSeconds(i / 10.0), End(reservation, i % 3 == 2 ? null : FailureKind.Transient));
        }
    }

    [Fact]
    public void Report_RateLimitDuringAnOverload_DoesNotEndIt()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Report("run", 0, Start.AddSeconds(1), [.. pool.Ask("run", 3, Start).Reservations.Select(g => End(g, FailureKind.Transient))]);
        var probe = Assert.Single(pool.Ask("run", 10, Start.AddSeconds(3)).Reservations);

        var reply = pool.Report("run", 5, Start.AddSeconds(4), End(probe, FailureKind.SpendLimited));

        Assert.InRange(reply.Reservations.Length, 0, 1);
        Assert.NotNull(pool.Pool.Snapshot().Outage);
    }

    [Fact]
    public void Pause_OverloadForHours_GrowsToFiveMinutes()
    {
        var pauses = Enumerable.Range(0, 30).Select(rung => Outage.Pause(FailureKind.Transient, rung).TotalSeconds).ToArray();

        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal((2, 60, 120, 300), (pauses[0], pauses[13], pauses[14], pauses[29]));
        Assert.Equal(60, Outage.Pause(FailureKind.Unreachable, 100).TotalSeconds);
        Assert.Equal((5, 300), (Outage.PauseOfOne(0).TotalSeconds, Outage.PauseOfOne(100).TotalSeconds));
    }

    [Fact]
    public void Report_CreditUsedUp_ItsProjectWaitsWithTheRemedyAndTheOtherContinues()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a", "b");
        var pair = pool.Ask("run", 2, Start).Reservations;
        var reply = pool.Report("run", 30, Start.AddSeconds(1), End(pair[0], FailureKind.CreditExhausted, "Top it up."));
        Assert.Equal(9, reply.Reservations.Length);
        Assert.DoesNotContain(reply.Reservations, g => g.KeyId == pair[0].KeyId);

        reply = pool.Report("run", 30, Start.AddSeconds(2), End(pair[1], FailureKind.CreditExhausted, "Top it up."));
        Assert.Equal((KeyWaitKind.Credit, "Top it up.", Start.AddSeconds(302)), (reply.Wait!.Kind, reply.Wait.Detail, reply.Wait.Until));
        Assert.Empty(pool.Ask("run", 30, Start.AddSeconds(301)).Reservations);
        Assert.Single(pool.Ask("run", 30, Start.AddSeconds(302)).Reservations);
    }

    [Fact]
    public void Exchange_APersonAsksAgainWithoutCredit_OneAttemptPerProjectProbesAtOnce()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        var reservation = pool.Ask("run", 1, Start).Reservations.Single();
        pool.Report("run", 0, Start.AddSeconds(1), End(reservation, FailureKind.CreditExhausted));

        Assert.Empty(pool.Ask("run", 5, Start.AddSeconds(2)).Reservations);
        Assert.Single(pool.Pool.Exchange(new KeyPoolRequest("run", 5, [], [], Forgive: true), Start.AddSeconds(3)).Reservations);
    }

    [Theory]
    [InlineData(FailureKind.ModelUnavailable)]
    [InlineData(FailureKind.NotEntitled)]
    public void Report_ProjectMayNotUseTheModel_IsExcludedForThatModelOnly(FailureKind kind)
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a", "b");
        var refused = Use(pool, "new", 1, Start)[0];
        pool.Report("run", 0, Start, End(refused, kind, "Gone.", "new"));

        Assert.All(Use(pool, "new", 9, Start), g => Assert.NotEqual(refused.KeyId, g.KeyId));
        Assert.Contains(Use(pool, "old", 5, Start), g => g.KeyId == refused.KeyId);
    }

    [Fact]
    public void Report_NoProjectMayUseTheModel_IsToldWithTheReasonUntilAPersonAsksAgain()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a", "b");
        pool.Report("run", 0, Start, [.. Use(pool, "m", 2, Start).Select(g => End(g, FailureKind.ModelUnavailable, "Gone.", "m"))]);

        var reply = pool.Pool.Exchange(new KeyPoolRequest("run", 1, [], [], Model: "m"), Start.AddDays(2));

        Assert.Equal(new KeyPoolWait(KeyWaitKind.ModelUnavailable, null, 2, 2, Detail: "Gone."), reply.Wait);
        Assert.Single(pool.Pool.Exchange(new KeyPoolRequest("run", 1, [], [], Forgive: true, Model: "m"), Start.AddDays(2)).Reservations);
    }

    [Fact]
    public void Report_LocationRefusedAmongServedAttempts_ExcludesNothing()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 100 }, "a");
        for (var i = 0; i < 60; i++)
        {
            var reservation = Assert.Single(Use(pool, "m", 1, Start));
            pool.Report("run", 0, Start, End(reservation, i % 3 == 2 ? null : FailureKind.LocationRefused, "Not here.", "m"));
        }
    }

    [Fact]
    public void Report_LocationRefusedThreeTimesInARow_ExcludesTheProjectForAQuarterOfAnHour()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 100 }, "a");
        for (var i = 0; i < 3; i++)
        {
            pool.Report("run", 0, Start, End(Assert.Single(Use(pool, "m", 1, Start)), FailureKind.LocationRefused, "Not here.", "m"));
        }

        Assert.Empty(Use(pool, "m", 1, Start.AddMinutes(15).AddTicks(-1)));
        Assert.Single(Use(pool, "m", 1, Start.AddMinutes(15)));
    }

    [Fact]
    public void Restore_OfTheLastRelease_IsReadAndItsLearnedLimitForgotten()
    {
        const string Json = """
            {"Now":638000000000000000,"Serial":7,"Keys":[{"Id":"a","Group":"a","Requests":null,"Joined":1,"Used":2,"Out":false}],
             "Groups":[{"Name":"a","Slots":[638000000600000000],"Refused":[],"Spent":[],"CallUsd":0,"CoolUntil":0,"CoolKind":0,"DayEnds":0,
               "DayUsed":3,"Rung":0,"RungAt":0,"Learned":1,"Step":1,"Refusals":7,"FullAt":0,"RefusedAt":5,"RefusedLimit":2}],
             "Reservations":[{"Id":"x","Serial":3,"Key":"a","Group":"a","Claimant":"run","NotBefore":638000000000000000,"Slot":638000000600000000}],
             "Line":[],"Outage":{"Rung":2,"Until":638000000050000000,"Serial":5}}
            """;
        var snapshot = JsonSerializer.Deserialize<KeyPoolSnapshot>(Json)!;
        var now = new DateTimeOffset(638000000010000000, TimeSpan.Zero);

        var pool = KeyPool.Restore(snapshot, new KeyPoolOptions());

        var wait = pool.Exchange(new KeyPoolRequest("run", 1, [], []), now).Wait!;
        Assert.Equal(new KeyPoolWait(KeyWaitKind.Unreachable, new DateTimeOffset(638000000050000000, TimeSpan.Zero), 1), wait);
        Assert.Equal(new ProjectLimit("a", 10, null), Assert.Single(pool.Limits()));
    }

    private static ImmutableArray<Reservation> Use(PoolDriver pool, string model, int want, DateTimeOffset now) =>
        pool.Pool.Exchange(new KeyPoolRequest("run", want, [], [], Model: model), now).Reservations;

    private static AttemptReport End(Reservation reservation, FailureKind? kind, string? detail = null, string? model = null) =>
        new(reservation.Id, reservation.NotBefore, kind is null ? 0.034m : 0, kind, Detail: detail, Model: model);
}
