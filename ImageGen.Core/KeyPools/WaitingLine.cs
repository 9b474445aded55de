namespace ImageGen.Core.KeyPools;

/// <summary>
/// The claimants that wait, served in turn, one start at a time: next is the one served least since joining, and of equals the one that
/// has waited longest since it was last served. A claimant that joins counts as served as much as the most served one, so that none that
/// waits is overtaken for good.
/// </summary>
internal sealed class WaitingLine
{
    private readonly List<PlaceState> _places = [];

    public IEnumerable<PlaceState> Places => _places;

    /// <summary>Those that wait, in the order in which they are served.</summary>
    public IEnumerable<PlaceState> InOrder => _places.OrderBy(p => p.Served).ThenBy(p => p.Place);

    public void Restore(IEnumerable<PlaceState> places) => _places.AddRange(places);

    /// <summary>The place of <paramref name="claimant"/>, or the one it would get.</summary>
    public PlaceState PlaceOf(string claimant, long serial) =>
        _places.Find(p => p.Claimant == claimant)
        ?? new PlaceState(claimant, 0, _places.Count == 0 ? 0 : _places.Max(p => p.Served), serial, 0);

    /// <summary>How many starts belong to others before <paramref name="place"/> may have its next one.</summary>
    /// <param name="place">The place.</param>
    /// <param name="hasClaim">Whether one of the others has a claim on them.</param>
    public int CountAhead(PlaceState place, Predicate<PlaceState> hasClaim)
    {
        long ahead = 0;
        foreach (var other in _places)
        {
            if (other.Claimant != place.Claimant && hasClaim(other))
            {
                ahead += Math.Clamp(place.Served - other.Served + (other.Place < place.Place ? 1 : 0), 0, other.Want);
            }
        }

        return (int)Math.Min(ahead, int.MaxValue);
    }

    /// <summary>Stores <paramref name="place"/> in place of what it was before.</summary>
    public void Put(PlaceState place)
    {
        Leave(place.Claimant);
        _places.Add(place);
    }

    public void Leave(string claimant) => _places.RemoveAll(p => p.Claimant == claimant);

    /// <summary>
    /// Records that <paramref name="claimant"/> is served up to <paramref name="served"/>. Those that could not have used what was given
    /// gain no credit by it.
    /// </summary>
    public void RecordServed(string claimant, long served, Predicate<PlaceState> gathersCredit)
    {
        for (var i = 0; i < _places.Count; i++)
        {
            if (_places[i].Claimant != claimant && !gathersCredit(_places[i]) && _places[i].Served < served)
            {
                _places[i] = _places[i] with { Served = served };
            }
        }
    }

    /// <summary>
    /// Removes those that were to ask again before <paramref name="latest"/>, did not, and hold no place that would bring them back.
    /// </summary>
    public void RemoveLate(long latest, Predicate<string> holdsPlace) =>
        _places.RemoveAll(p => p.Until < latest && !holdsPlace(p.Claimant));
}
