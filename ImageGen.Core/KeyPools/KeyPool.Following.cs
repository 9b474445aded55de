namespace ImageGen.Core.KeyPools;

/// <content>Starts for what a claimant does next in the places that it has.</content>
public sealed partial class KeyPool
{
    /// <summary>How many starts a claimant must still want to be given one for later.</summary>
    private const int LeastBehindAFollower = 3;

    /// <summary>The part of the window for which a start may be held for an attempt that follows another: one in so many.</summary>
    private const int LongestHold = 4;

    /// <summary>
    /// Places are short and starts are not: the claimant gets starts for what it will do next in its places, but none for its last ones,
    /// for which other places come free.
    /// </summary>
    private void AddFollowing(
        ImmutableArray<Reservation>.Builder reservations, PlaceState place, KeyPoolRequest request, QuotaProject[] projects)
    {
        var takes = Math.Max(1, (request.CallTakes ?? _options.Window).Ticks);
        for (var i = 0; i < reservations.Count; i++)
        {
            var following = ImmutableArray.CreateBuilder<Reservation>();
            var leader = _reservations.SerialOf(reservations[i].Id);
            var begins = Math.Max(_now, reservations[i].NotBefore.UtcTicks);
            var others = FindOtherPlaces(leader, begins, takes);
            while (following.Count < request.Following
                && place.Want >= LeastBehindAFollower
                && FindFollower(projects, others, begins, following.Count + 1, takes) is { } next)
            {
                following.Add(Reserve(request, next, leader));
                place = place with { Want = place.Want - 1, Served = place.Served + 1, Place = _serial };
            }

            if (following.Count > 0)
            {
                reservations[i] = reservations[i] with { Following = following.ToImmutable() };
            }
        }

        _line.Put(_line.PlaceOf(place.Claimant, _serial) with { Want = place.Want, Served = place.Served, Place = place.Place });
    }

    /// <summary>
    /// The start for an attempt that begins <paramref name="calls"/> calls after <paramref name="begins"/>: the latest that is free by
    /// then, behind those that the other places can use until then. Null: none is left.
    /// </summary>
    private (long Start, KeyWaitKind Kind, QuotaProject Project)? FindFollower(
        QuotaProject[] projects, List<long> others, long begins, int calls, long takes)
    {
        var (delay, turn) = (calls * takes, begins + (calls * takes));

        // A start for soon may also come free a little after its turn. One for later has to be free from the beginning: so long it is held.
        var latest = delay + (delay / 2) <= _options.Window.Ticks / LongestHold ? turn + (delay / 2) : begins;
        var usedByOthers = others.Sum(free => free >= turn ? 0 : (turn - free + takes - 1) / takes);
        if (usedByOthers >= projects.Sum(p => p.Limit))
        {
            return null;
        }

        (long Start, KeyWaitKind Kind, QuotaProject Project)? found = null;
        var left = EnumerateStarts(projects).Skip((int)usedByOthers);
        foreach (var next in left.TakeWhile(next => next.Start <= latest && next.Project.Outage is null))
        {
            if (found is not null && (found.Value.Start <= begins || next.Start > turn))
            {
                break;
            }

            found = next;
        }

        return found;
    }

    /// <summary>When each of the other places is free for another attempt; those that are not in use, from the beginning.</summary>
    private List<long> FindOtherPlaces(long leader, long begins, long takes)
    {
        var places = _reservations.All.GroupBy(r => r.Follows ?? r.Serial).Where(place => place.Key != leader)
            .Select(place => Math.Max(begins, place.Min(r => r.NotBefore) + (place.Count() * takes))).ToList();
        places.AddRange(Enumerable.Repeat(begins, Math.Max(0, (MaxInFlightInAll ?? 0) - 1 - places.Count)));
        return places;
    }
}
