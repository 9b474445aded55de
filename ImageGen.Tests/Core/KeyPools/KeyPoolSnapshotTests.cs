using ImageGen.Core.KeyPools;
using Xunit.Abstractions;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>What a pool knows after its process has died, how large that is, and reports that come twice.</summary>
public sealed class KeyPoolSnapshotTests(ITestOutputHelper output)
{
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
}
