namespace ImageGen.Core.KeyPools;

/// <content>Which claimants in line are served first, and which are called because a start has become free.</content>
public sealed partial class KeyPool
{
    /// <summary>How many starts a claimant may be ahead of others that hold as many places as it does.</summary>
    private const int MostAhead = 4;

    // Enough for every run that a host allows, and no long message.
    private const int MostNext = 20;

    /// <summary>
    /// Only these bring others forward: an exchange that merely asks does not, so that two that cannot be served never call each other.
    /// </summary>
    private static bool MayFree(KeyPoolRequest request) =>
        OrEmpty(request.Reports).Length + OrEmpty(request.Release).Length + OrEmpty(request.Unmade ?? []).Length > 0
            || request.Keys is not null
            || request.Forgive
            || request.ResetLimits;

    /// <summary>Those in line that could start now although they were told to come later.</summary>
    private ImmutableArray<string> FindNextInLine(string claimant)
    {
        QuotaProject[] projects = [.. _projects.Values.Where(g => g.Configured > 0)];
        if (projects.Length == 0 || _outage.FindBlockEnd(_now, _reservations.Serials, _options.Window.Ticks / 10) is not null)
        {
            return [];
        }

        var instances = ImmutableArray.CreateBuilder<string>();
        var starts = 0;
        var held = MaxInFlightInAll is null ? [] : _reservations.PlacesByClaimant();
        foreach (var place in _line.InOrder.Where(p => p.Claimant != claimant).OrderBy(p => held.GetValueOrDefault(p.Claimant)).ToArray())
        {
            var next = FindStart(projects, starts++);
            if (!IsDue(next.Start, next.Kind) || instances.Count == MostNext)
            {
                break;
            }

            if (place.Instance is { } instance && place.Until > _now)
            {
                instances.Add(instance);
                _line.Put(place with { Until = _now });
            }
        }

        return instances.ToImmutable();
    }

    /// <summary>
    /// How those in line stand to <paramref name="place"/>. Where the cap of attempts in flight leaves fewer places than are wanted, those
    /// that hold more of them have no claim, and of those that hold as many only the ones that fell behind: a run whose attempt ended keeps
    /// its place, which saves the messages by which places would change hands after every attempt.
    /// </summary>
    private Rivals RivalsOf(PlaceState place)
    {
        var horizon = ClaimHorizon;
        var all = new Rivals(p => p.Until <= horizon, p => p.Until <= horizon);
        if (MaxInFlightInAll is not { } most
            || _reservations.Places >= most
            || _reservations.Places + _line.CountAhead(place, all.HasClaim) < most)
        {
            return all;
        }

        var held = _reservations.PlacesByClaimant();
        var own = held.GetValueOrDefault(place.Claimant);
        return new Rivals(
            p => p.Until <= horizon
                && (held.GetValueOrDefault(p.Claimant) < Math.Max(own, 1)
                    || (held.GetValueOrDefault(p.Claimant) == own && place.Served - p.Served >= MostAhead)),
            p => p.Until <= horizon && held.GetValueOrDefault(p.Claimant) <= own);
    }

    /// <param name="HasClaim">Whether one in line is served first.</param>
    /// <param name="GathersCredit">Whether what is given to others gives one in line a claim later.</param>
    private sealed record Rivals(Predicate<PlaceState> HasClaim, Predicate<PlaceState> GathersCredit);
}
