using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>A place that comes free at a cap goes to the next in line at once.</summary>
public sealed class NextInLineTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly KeyPoolOptions[] Caps = [new() { MaxInFlight = 2 }, new() { MaxInFlightInAll = 2 }];

    public static TheoryData<int> EachCap => [.. Enumerable.Range(0, Caps.Length)];

    [Theory]
    [MemberData(nameof(EachCap))]
    public void Exchange_PlaceComesFree_NamesTheNextInLine(int cap)
    {
        var (pool, reservations) = Full(Caps[cap] with { Requests = 100 });
        Assert.Empty(Ask(pool, "b", 3).Reservations);
        Assert.Empty(Ask(pool, "c", 3).Reservations);

        var reply = Report(pool, "a", want: 1, reservations[0]);

        Assert.Equal(["b:clear"], reply.Next);
        Assert.Empty(reply.Reservations);
        Assert.Single(Ask(pool, "b", 3).Reservations);
        Assert.Equal(["c:clear"], Report(pool, "a", want: 1, reservations[1]).Next);
    }

    [Fact]
    public void Exchange_OthersHoldAsManyPlaces_KeepsItsPlaceAndCallsNone()
    {
        var pool = new PoolDriver(new KeyPoolOptions { MaxInFlightInAll = 2, Requests = 100 }, "key").Pool;
        var held = Ask(pool, "a", 1).Reservations[0];
        Assert.Single(Ask(pool, "b", 9).Reservations);

        for (var n = 0; n < 20; n++)
        {
            var reply = Report(pool, "a", want: 9, held);

            Assert.Null(reply.Next);
            held = Assert.Single(reply.Reservations);
            Assert.Equal((KeyWaitKind.Turn, null), (reply.Wait!.Kind, reply.Wait.Until));
        }

        // One without a place is next.
        Assert.Empty(Ask(pool, "c", 9).Reservations);
        held = Assert.Single(Report(pool, "a", want: 9, held).Reservations);
        var freed = Report(pool, "a", want: 9, held);
        Assert.Equal(["c:clear"], freed.Next);
        Assert.Empty(freed.Reservations);
        Assert.Single(Ask(pool, "c", 9).Reservations);
    }

    [Fact]
    public void Exchange_OnePlaceMoreThanRuns_ChangesHandsAfterAFewStarts()
    {
        var pool = new PoolDriver(new KeyPoolOptions { MaxInFlightInAll = 3, Requests = 100 }, "key").Pool;
        var second = Ask(pool, "a", 2).Reservations[1];
        Ask(pool, "b", 1);
        Assert.Empty(Ask(pool, "b", 9).Reservations);

        var kept = 0;
        while (Report(pool, "a", want: 9, second).Reservations is [var next])
        {
            (second, kept) = (next, kept + 1);
        }

        Assert.InRange(kept, 1, 4);
        Assert.Single(Ask(pool, "b", 9).Reservations);
    }

    [Fact]
    public void Exchange_CapGrows_NamesAsManyAsItGrows()
    {
        var (pool, reservations) = Full(new KeyPoolOptions { InFlightAtFirst = 2, Requests = 100 });
        Ask(pool, "b", 1);
        Ask(pool, "c", 1);

        Assert.Equal(["b:clear", "c:clear"], Report(pool, "a", 0, reservations[0]).Next);
    }

    [Fact]
    public void Exchange_PlaceIsGivenBack_NamesTheNextInLine()
    {
        var (pool, reservations) = Full(new KeyPoolOptions { MaxInFlight = 2 });
        Ask(pool, "b", 1);

        var reply = pool.Exchange(new KeyPoolRequest("a", 0, [], [reservations[0].Id]), Start);

        Assert.Equal(["b:clear"], reply.Next);
    }

    [Fact]
    public void Exchange_SeveralPlacesComeFree_NamesAsManyAndEachOnce()
    {
        var (pool, reservations) = Full(new KeyPoolOptions { MaxInFlight = 2, Requests = 100 });
        Ask(pool, "b", 1);
        Ask(pool, "c", 1);
        Ask(pool, "d", 1);

        Assert.Equal(["b:clear"], Report(pool, "a", 0, reservations[0]).Next);
        Assert.Equal(["c:clear"], Report(pool, "a", 0, reservations[1]).Next);
    }

    [Fact]
    public void Exchange_OnlyAsks_NamesNone()
    {
        var (pool, reservations) = Full(new KeyPoolOptions { MaxInFlight = 2 });
        Ask(pool, "b", 1);
        Report(pool, "a", 0, reservations[0]);

        Assert.Null(Ask(pool, "c", 1).Next);
    }

    [Fact]
    public void Exchange_NothingIsFree_NamesNone()
    {
        var (pool, reservations) = Full(new KeyPoolOptions { Requests = 2 });
        Ask(pool, "b", 1);

        Assert.Null(Report(pool, "a", 0, reservations[0]).Next);
    }

    private static (KeyPool Pool, ImmutableArray<Reservation> Reservations) Full(KeyPoolOptions options)
    {
        var pool = new PoolDriver(options, "key").Pool;
        var reservations = Ask(pool, "a", 2).Reservations;
        Assert.Equal(2, reservations.Length);
        return (pool, reservations);
    }

    private static KeyPoolReply Ask(KeyPool pool, string run, int want) =>
        pool.Exchange(new KeyPoolRequest(run, want, [], [], Instance: $"{run}:clear"), Start);

    private static KeyPoolReply Report(KeyPool pool, string run, int want, Reservation reservation) =>
        pool.Exchange(
            new KeyPoolRequest(run, want, [new AttemptReport(reservation.Id, reservation.NotBefore, 0.03m)], [], Instance: $"{run}:clear"),
            Start);
}
