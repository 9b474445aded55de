using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

public sealed class InFlightCapTests
{
    [Fact]
    public void RecordSuccess_AllOfARound_DoublesTheCap()
    {
        var cap = new InFlightCap(10);
        for (var left = 10; left > 0; left--)
        {
            cap.RecordSuccess(10);
        }

        Assert.Equal(20, cap.Cap);
    }

    [Fact]
    public void RecordSuccess_FarBelowTheCap_ProvesNothing()
    {
        var cap = new InFlightCap(10);

        cap.RecordSuccess(4);

        Assert.Equal(10, cap.Cap);
    }

    [Fact]
    public void RecordFailure_SeveralOfOneRound_HalveItOnceAndItGrowsSlowlyFromThere()
    {
        var cap = new InFlightCap(40);
        cap.RecordFailure(1, last: 40);
        cap.RecordFailure(2, last: 60);
        Assert.Equal(20, cap.Cap);
        for (var i = 0; i < 20; i++)
        {
            cap.RecordSuccess(20);
        }

        Assert.Equal(21, cap.Cap);
        cap.RecordFailure(41, last: 80);
        Assert.Equal(10, cap.Cap);
    }

    [Fact]
    public void RecordFailure_AgainAndAgain_LeavesAFew()
    {
        var cap = new InFlightCap(40);
        for (var i = 1; i < 20; i++)
        {
            cap.RecordFailure(i, i);
        }

        Assert.Equal(4, cap.Cap);
    }

    /// <summary>100,000 requests a minute are configured; the service serves 50 at once, and everything beyond times out.</summary>
    [Fact]
    public void Exchange_ServiceSlowerThanItsLimit_FewAttemptsTimeOut()
    {
        const int Capacity = 50;
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 100_000, InFlightAtFirst = 100 }, "a");
        var (served, timedOut) = (0, 0);
        for (var round = 0; round < 200; round++)
        {
            var at = Start.AddSeconds(30 * round);
            var reservations = pool.Ask("run", 100, at).Reservations;
            var reports = reservations.Select(
                (g, i) => new AttemptReport(g.Id, g.NotBefore, 0.03m, i < Capacity ? null : FailureKind.Unanswered)).ToArray();
            pool.Report("run", 0, at.AddSeconds(29), reports);
            served += Math.Min(reservations.Length, Capacity);
            timedOut += Math.Max(0, reservations.Length - Capacity);
            pool.Pool = KeyPool.Restore(
                ImageGenJson.Read<KeyPoolSnapshot>(ImageGenJson.Write(pool.Pool.Snapshot())),
                new KeyPoolOptions { Requests = 100_000, InFlightAtFirst = 100 });
        }

        Assert.InRange(timedOut, 1, 100);
        Assert.InRange(served, 200 * Capacity * 0.6, 200 * Capacity);
    }

    [Fact]
    public void Exchange_CapIsConfigured_DoesNotGrow()
    {
        var pool = new PoolDriver(new KeyPoolOptions { Requests = 1000, MaxInFlightInAll = 5 }, "a");

        for (var round = 0; round < 10; round++)
        {
            Assert.Equal(5, pool.Ask("run", 100, Start.AddSeconds(round)).Reservations.Length);
            pool.EndAll(Start.AddSeconds(round));
        }
    }
}
