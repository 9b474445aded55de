using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>Limits of a day, which ends at midnight in Los Angeles.</summary>
public sealed class DayCountTests
{
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
}
