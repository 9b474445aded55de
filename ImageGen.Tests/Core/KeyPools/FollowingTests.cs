using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.KeyPools;

/// <summary>Starts for several attempts in one place, one after the other, which spare an exchange each.</summary>
public sealed class FollowingTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Exchange_PlacesAreShortAndStartsAreNot_GivesStartsForWhatFollows()
    {
        var pool = Pool(requests: 100);

        var reply = Ask(pool, "a", want: 20);

        Assert.Equal([2, 2], reply.Reservations.Select(r => r.Following?.Length ?? 0));
        Assert.Equal(6, reply.Reservations.SelectMany(r => r.Following!.Value.Prepend(r)).DistinctBy(r => r.Id).Count());
        Assert.Empty(Ask(pool, "b", want: 20).Reservations);
    }

    [Theory]
    [InlineData(0, 100, 20, 0, 0)]
    [InlineData(2, 2, 20, 0, 0)]
    [InlineData(2, 100, 4, 0, 0)]
    [InlineData(2, 3, 20, 1, 0)]
    [InlineData(2, 4, 20, 1, 1)]
    [InlineData(2, 5, 20, 2, 1)]
    public void Exchange_NotWantedOrStartsAreShortOrFewBeatsAreLeft_GivesNoneOrPlacesAlike(
        int following, int requests, int want, int first, int second)
    {
        var reply = Ask(Pool(requests), "a", want, following);

        Assert.Equal([first, second], reply.Reservations.Select(r => r.Following?.Length ?? 0));
    }

    [Fact]
    public void Exchange_StartsComeFreeOneByOne_EachFollowerGetsTheLatestThatIsFreeWhenItsTurnComes()
    {
        var pool = OneByOne(places: 2, starts: 12);

        var reply = Ask(pool, "a", want: 20, at: 60, callTakes: 2);

        // They are free at 60.3, 61.3, ...: place by place at once, then every two seconds.
        Assert.Equal(
            ["60.3: 62.3, 64.3", "61.3: 63.3, 65.3"],
            reply.Reservations.Select(r => $"{Seconds(r)}: {string.Join(", ", r.Following!.Value.Select(Seconds))}"));
    }

    [Fact]
    public void Exchange_FollowersLieAhead_LeavesTheStartsBeforeThemToOthers()
    {
        var pool = OneByOne(places: 2, starts: 12);
        var second = Ask(pool, "a", want: 20, at: 60, callTakes: 2).Reservations[1];
        pool.Exchange(new KeyPoolRequest("a", 0, [], [second.Id, .. second.Following!.Value.Select(f => f.Id)]), At(60));

        // Counted from now on, what is left of "a" (60.3, 62.3, 64.3) would take the starts at 61.3 and 62.3.
        Assert.Equal("61.3", Seconds(Assert.Single(Ask(pool, "b", want: 1, at: 60).Reservations)));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(8, 1)]
    [InlineData(20, 0)]
    public void Exchange_StartsAreShort_FollowsOnlyWhereCallsAreShort(int seconds, int expected)
    {
        var pool = OneByOne(places: 1, starts: 4);

        var reply = Ask(pool, "a", want: 20, at: 60.4, callTakes: seconds);

        Assert.Equal(expected, reply.Reservations[0].Following?.Length ?? 0);
    }

    [Fact]
    public void Report_OfTheFirstAlone_PlaceStaysTakenUntilTheLastIsReported()
    {
        var pool = Pool(requests: 100);
        var mine = Ask(pool, "a", want: 20).Reservations;
        Report(pool, "a", 0, 1, mine[0]);
        pool = KeyPool.Restore(ImageGenJson.Read<KeyPoolSnapshot>(ImageGenJson.Write(pool.Snapshot()))!, Options(100));

        Report(pool, "a", 0, 2, mine[0].Following!.Value[0]);
        Assert.Empty(Ask(pool, "b", want: 1).Reservations);
        Report(pool, "a", 0, 3, mine[0].Following!.Value[1]);

        Assert.Single(Ask(pool, "b", want: 1).Reservations);
    }

    [Fact]
    public void Release_OfWhatFollows_FreesItsStart()
    {
        var pool = Pool(requests: 10);
        var mine = Ask(pool, "a", want: 20).Reservations;
        string[] following = [.. mine.SelectMany(r => r.Following ?? []).Select(r => r.Id)];
        Assert.NotEmpty(following);

        pool.Exchange(new KeyPoolRequest("a", 0, [.. mine.Select(r => new AttemptReport(r.Id, Start, 0))], [.. following]), Start);

        Assert.Empty(pool.Snapshot().Reservations);
        Assert.Equal(2, Assert.Single(pool.Snapshot().Groups).Slots.Length);
        Assert.Equal(2, Ask(pool, "b", want: 2).Reservations.Length);
    }

    [Fact]
    public void Runs_ThatShareACap_StayBelowItAndBelowTheRequestLimit()
    {
        const int limit = 30;
        var pool = new KeyPool(Options(limit) with { MaxInFlightInAll = 5 });
        pool.Exchange(new KeyPoolRequest("nobody", 0, [], [], [new KeyDescriptor("key", "key")]), Start);
        var left = Enumerable.Range(0, 4).ToDictionary(n => $"r{n}", _ => 40);
        var places = new List<(string Run, Reservation Now, ImmutableArray<Reservation> Following, double Ends)>();
        var starts = new List<double>();
        for (var now = 0.0; left.Values.Sum() > 0 || places.Count > 0; now += 0.5)
        {
            Assert.InRange(now, 0, 1_000);
            foreach (var place in places.Where(p => p.Ends <= now).ToArray())
            {
                places.Remove(place);
                Report(pool, place.Run, 0, now, place.Now, startedAt: place.Ends - 1.5);
                if (place.Following is [var next, .. var rest] && left[place.Run] > 0 && At(now) < next.Expires)
                {
                    Begin(place.Run, next, rest, now);
                }
                else
                {
                    pool.Exchange(new KeyPoolRequest(place.Run, 0, [], [.. place.Following.Select(r => r.Id)]), At(now));
                }
            }

            foreach (var run in left.Keys.Where(r => left[r] > 0).ToArray())
            {
                foreach (var reservation in Ask(pool, run, left[run], following: 3, now, callTakes: 1.5).Reservations)
                {
                    Begin(run, reservation, reservation.Following ?? [], now);
                }
            }

            Assert.InRange(places.Count, 0, 5);
        }

        Assert.Equal(160, starts.Count);
        Assert.All(starts, start => Assert.InRange(starts.Count(s => s >= start && s < start + 60), 1, limit));

        void Begin(string run, Reservation reservation, ImmutableArray<Reservation> following, double now)
        {
            left[run]--;
            var start = Math.Max(now, (reservation.NotBefore - Start).TotalSeconds);
            starts.Add(start);
            places.Add((run, reservation, following, start + 1.5));
        }
    }

    private static KeyPoolOptions Options(int requests) => new() { MaxInFlightInAll = 2, Requests = requests };

    /// <summary>Its starts come free again one by one: 60.3, 61.3, ...</summary>
    private static KeyPool OneByOne(int places, int starts)
    {
        var options = Options(starts) with { MaxInFlightInAll = places, Lookahead = TimeSpan.FromSeconds(5) };
        var pool = new PoolDriver(options, "key").Pool;
        foreach (var n in Enumerable.Range(0, starts))
        {
            Report(pool, "early", 0, n, Ask(pool, "early", want: 1, at: n).Reservations[0]);
        }

        return pool;
    }

    private static string Seconds(Reservation reservation) =>
        (reservation.NotBefore - Start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static KeyPool Pool(int requests) => new PoolDriver(Options(requests), "key").Pool;

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private static KeyPoolReply Ask(
        KeyPool pool, string claimant, int want, int following = 2, double at = 0, double callTakes = 20) =>
        pool.Exchange(
            new KeyPoolRequest(claimant, want, [], [])
            {
                Following = following,
                CallTakes = TimeSpan.FromSeconds(callTakes),
            },
            At(at));

    private static void Report(
        KeyPool pool, string claimant, int want, double at, Reservation reservation, double? startedAt = null) =>
        pool.Exchange(
            new KeyPoolRequest(claimant, want, [new AttemptReport(reservation.Id, At(startedAt ?? at), 0.067m)], []), At(at));
}
