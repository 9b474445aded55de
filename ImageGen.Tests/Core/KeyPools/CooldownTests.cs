using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>How long a quota project rests after a refusal.</summary>
public sealed class CooldownTests
{
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
}
