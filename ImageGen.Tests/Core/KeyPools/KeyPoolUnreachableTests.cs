using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>The service cannot be reached: every key pauses, and one attempt alone probes.</summary>
public sealed class KeyPoolUnreachableTests
{
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
    public void Report_ServiceAnswersAfterAnOutage_AllContinuesAndNoSlotWasUsedUp(FailureKind? answer, int free)
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
    public void Restore_InAnOutage_ContinuesWaiting()
    {
        var pool = new PoolDriver(new KeyPoolOptions(), "a");
        pool.Report("run", 0, Start, Lost(pool.Ask("run", 1, Start).Reservations[0], Start));
        var snapshot = JsonSerializer.Deserialize<KeyPoolSnapshot>(JsonSerializer.Serialize(pool.Pool.Snapshot()))!;

        var reply = KeyPool.Restore(snapshot, new KeyPoolOptions()).Exchange(new KeyPoolRequest("run", 1, [], []), Start.AddSeconds(1));

        Assert.Equal(new KeyPoolWait(KeyWaitKind.Unreachable, Start.AddSeconds(2), 1, Since: Start), reply.Wait);
    }

    private static AttemptReport Lost(Reservation reservation, DateTimeOffset startedAt) =>
        new(reservation.Id, startedAt, 0, FailureKind.Unreachable);
}
