using ImageGen.Core.KeyPools;
using static ImageGen.Tests.Core.KeyPools.PoolTimes;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>Exchanges that a durable engine makes twice: the first reply was sent, but its host died before it stored the pool.</summary>
public sealed class ReceiptsTests
{
    private static readonly KeyPoolOptions Options = new() { Requests = 10, MaxInFlightInAll = 4, Grace = TimeSpan.FromSeconds(15) };

    [Fact]
    public void Exchange_SecondReplyWasIgnored_GivesBackWhatWasNotReceivedAndCountsWhatWas()
    {
        var before = Pool().Snapshot();
        var received = Ask(KeyPool.Restore(before, Options), "a", 3).Reservations;
        var pool = KeyPool.Restore(before, Options);
        var ignored = Ask(pool, "a", 3, second: 60).Reservations;
        Assert.Empty(received.Select(r => r.Id).Intersect(ignored.Select(r => r.Id)));

        var reply = Ask(pool, "a", 3, second: 61, received: received);

        Assert.Single(reply.Reservations);
        Assert.Equal(
            received.Concat(reply.Reservations).Select(r => r.Id).Order(), pool.Snapshot().Reservations.Select(r => r.Id).Order());
        Assert.Empty(Ask(pool, "b", 1, second: 61).Reservations);

        // The attempts count in the minute as those of any reservation do.
        Report(pool, "a", second: 62, [.. received, .. reply.Reservations]);
        Assert.Empty(pool.Snapshot().Reservations);
        Assert.Equal(4, Assert.Single(pool.Snapshot().Groups).Slots.Length);
    }

    [Fact]
    public void Exchange_FirstReplyBroughtNothing_FreesThePlacesOfTheSecond()
    {
        var pool = Pool();
        Ask(pool, "a", 4);

        var reply = Ask(pool, "a", 4, second: 1);

        Assert.Equal(4, reply.Reservations.Length);
        Assert.Equal(4, pool.Snapshot().Reservations.Length);
    }

    [Fact]
    public void Exchange_WhatFollowsWasReceived_KeepsItsPlaceInLine()
    {
        var before = Pool().Snapshot();
        var first = KeyPool.Restore(before, Options with { MaxInFlightInAll = 1 });
        var received = Assert.Single(Ask(first, "a", 9, following: 3).Reservations);
        var pool = KeyPool.Restore(before, Options with { MaxInFlightInAll = 1 });

        var reply = Ask(pool, "a", 1, second: 60, received: [received]);

        Assert.Empty(reply.Reservations);
        Assert.Equal(3, received.Following!.Value.Length);
        var leader = pool.Snapshot().Reservations.Single(r => r.Id == received.Id).Serial;
        Assert.Equal(3, pool.Snapshot().Reservations.Count(r => r.Follows == leader));
    }

    [Fact]
    public void Exchange_OtherExecutionOrNoReceipts_LeavesReservationsAlone()
    {
        var pool = Pool();
        Ask(pool, "a", 2);

        Ask(pool, "a", 0, second: 1, receiver: "a:2");
        pool.Exchange(new KeyPoolRequest("a", 0, [], []), Start.AddSeconds(2));

        Assert.Equal(2, pool.Snapshot().Reservations.Length);
    }

    /// <summary>The lease of five minutes outlasts the slot, which counts for 15 seconds of grace and a window with its margin.</summary>
    [Theory]
    [InlineData(299, 1)]
    [InlineData(300, 0)]
    public void Exchange_ReceivedLongAgo_CountsForAsLongAsItWould(double second, int open)
    {
        var before = Pool().Snapshot();
        var received = Ask(KeyPool.Restore(before, Options), "a", 1).Reservations;
        var pool = KeyPool.Restore(before, Options);

        Ask(pool, "a", 0, second, received);

        Assert.Equal(open, pool.Snapshot().Reservations.Length);
        Assert.Empty(Assert.Single(pool.Snapshot().Groups).Slots.Where(slot => slot > Start.AddSeconds(second).UtcTicks));
    }

    [Fact]
    public void Exchange_ReceivedWithAKeyThatHasLeft_IsNotCounted()
    {
        var pool = Pool();

        Ask(pool, "a", 0, received: [new Reservation("9-1", "gone", Start, Start.AddSeconds(15))]);

        Assert.Empty(pool.Snapshot().Reservations);
    }

    [Fact]
    public void Exchange_AttemptMayStillBeMade_FreesThePlaceAndKeepsTheSlot()
    {
        var pool = Pool();
        var held = Ask(pool, "a", 4).Reservations;

        pool.Exchange(new KeyPoolRequest("a", 0, [], []) { Unmade = [.. held.Select(r => r.Id)] }, Start.AddSeconds(1));

        Assert.Empty(pool.Snapshot().Reservations);
        Assert.Equal(4, Ask(pool, "b", 9, second: 1).Reservations.Length);
        Assert.Equal(8, Assert.Single(pool.Snapshot().Groups).Slots.Length);
    }

    /// <summary>Runs that share a pool whose host dies again and again: all end, and nothing stays reserved.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Runs_ExchangesAreMadeTwice_EndWithoutOpenReservations(ulong seed)
    {
        var snapshot = Pool().Snapshot();
        var chances = 0UL;
        var left = Enumerable.Range(0, 4).ToDictionary(n => $"r{n}", _ => 25);
        var got = left.Keys.ToDictionary(run => run, _ => ImmutableArray<Reservation>.Empty);
        var inFlight = left.Keys.ToDictionary(run => run, _ => new List<(Reservation Reservation, double Ends)>());
        var (now, lost) = (0.0, 0);
        while (left.Values.Sum() > 0 || inFlight.Values.Any(f => f.Count > 0))
        {
            // Without the receipts a lost reply holds places for a lease of five minutes each time.
            Assert.InRange(now, 0, 1_500);
            now += 1;
            foreach (var run in left.Keys)
            {
                var ended = inFlight[run].Where(f => f.Ends <= now).ToList();
                if (ended.Count == 0 && left[run] == 0)
                {
                    continue;
                }

                inFlight[run].RemoveAll(f => f.Ends <= now);
                var request = Request(run, left[run], got[run], receiver: run) with
                {
                    Reports = [.. ended.Select(f => new AttemptReport(f.Reservation.Id, Start.AddSeconds(f.Ends - 3), 0))],
                };
                var (pool, reply) = Exchange(request, now);
                if (Chance.Unit(seed, ++chances) < 0.2)
                {
                    // The reply is on its way; the pool is stored by the second execution, whose reply goes nowhere.
                    lost++;
                    (pool, _) = Exchange(request, now + 0.5);
                }

                snapshot = pool.Snapshot();
                got[run] = reply.Reservations;
                left[run] -= reply.Reservations.Length;
                inFlight[run].AddRange(reply.Reservations.Select(r => (r, now + 3)));
            }
        }

        foreach (var run in left.Keys)
        {
            snapshot = Exchange(Request(run, 0, got[run], receiver: run), now + 1).Pool.Snapshot();
        }

        Assert.InRange(lost, 10, 1_000);
        Assert.Empty(snapshot.Reservations);

        (KeyPool Pool, KeyPoolReply Reply) Exchange(KeyPoolRequest request, double at)
        {
            var pool = KeyPool.Restore(ImageGenJson.Read<KeyPoolSnapshot>(ImageGenJson.Write(snapshot))!, Options);
            return (pool, pool.Exchange(request, Start.AddSeconds(at)));
        }
    }

    private static KeyPool Pool() => new PoolDriver(Options, "key").Pool;

    private static KeyPoolReply Ask(
        KeyPool pool,
        string claimant,
        int want,
        double second = 0,
        ImmutableArray<Reservation> received = default,
        int following = 0,
        string? receiver = null) =>
        pool.Exchange(
            Request(claimant, want, received.IsDefault ? [] : received, receiver ?? $"{claimant}:1") with { Following = following },
            Start.AddSeconds(second));

    private static void Report(KeyPool pool, string claimant, double second, IEnumerable<Reservation> ended) =>
        pool.Exchange(
            Request(claimant, 0, [], $"{claimant}:1") with
            {
                Reports = [.. ended.Select(r => new AttemptReport(r.Id, Start.AddSeconds(second - 1), 0))],
                Received = null,
            },
            Start.AddSeconds(second));

    private static KeyPoolRequest Request(string claimant, int want, ImmutableArray<Reservation> received, string receiver) =>
        new(claimant, want, [], [])
        {
            Receiver = receiver,
            Received =
            [
                .. received.SelectMany(r => (r.Following ?? []).Select(f => new ReceivedReservation(f.Id, f.KeyId, f.Expires, r.Id))
                    .Prepend(new ReceivedReservation(r.Id, r.KeyId, r.Expires))),
            ],
        };
}
