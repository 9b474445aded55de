namespace ImageGen.Core.KeyPools;

/// <content>Starts for what a claimant does next in the places that it has.</content>
public sealed partial class KeyPool
{
    /// <summary>How many starts a claimant must still want to be given one for later.</summary>
    private const int LeastBehindAFollower = 3;

    /// <summary>The part of the window for which a start may be held for an attempt that follows another: one in so many.</summary>
    private const int LongestHold = 4;

    /// <summary>
    /// Places are short and starts are not: the claimant gets starts for what it will do next in its places. Only those that are left when
    /// every place begins another attempt now, so that no place waits for them; and none of its last ones, for which other places come
    /// free.
    /// </summary>
    private void AddFollowing(
        ImmutableArray<Reservation>.Builder reservations, PlaceState place, KeyPoolRequest request, QuotaProject[] projects)
    {
        var longest = _options.Window.Ticks / LongestHold;

        // From one attempt to the next in its place, and half of that in reserve.
        var takes = (long)(1.5 * (request.CallTakes ?? _options.Window).Ticks);
        for (var i = 0; i < reservations.Count; i++)
        {
            var following = ImmutableArray.CreateBuilder<Reservation>();
            var leader = _reservations.SerialOf(reservations[i].Id);
            var begins = Math.Max(_now, reservations[i].NotBefore.UtcTicks);
            while (following.Count < request.Following && place.Want >= LeastBehindAFollower)
            {
                // Where calls are short, a start that is free when it is needed will do: it is held for a moment only.
                var hold = (following.Count + 1) * takes;
                var next = FindStartOfProjects(projects, Math.Max(0, (MaxInFlightInAll ?? 0) - _reservations.Following));
                if (next.Start > begins + (hold <= longest ? hold : 0) || next.Project.Outage is not null)
                {
                    break;
                }

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
}
