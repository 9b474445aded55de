namespace ImageGen.Core.KeyPools;

/// <summary>The reservations of a key pool whose attempts are not reported yet, and the places in flight that they take.</summary>
internal sealed class OpenReservations
{
    private readonly SortedDictionary<long, ReservationState> _bySerial = [];
    private readonly Dictionary<string, long> _serials = new(StringComparer.Ordinal);

    /// <summary>Every reservation, oldest first.</summary>
    public IReadOnlyCollection<ReservationState> All => _bySerial.Values;

    /// <summary>The serials of all, ascending.</summary>
    public IReadOnlyCollection<long> Serials => _bySerial.Keys;

    /// <summary>Number of those that wait in the place of another one. They take no place of their own.</summary>
    public int Following { get; private set; }

    /// <summary>Number of places in use.</summary>
    public int Places => _bySerial.Count - Following;

    public bool Contains(string id) => _serials.ContainsKey(id);

    public long SerialOf(string id) => _serials[id];

    public bool HoldsAny(string claimant) => _bySerial.Values.Any(r => r.Claimant == claimant);

    /// <summary>Number of places of each claimant that has any.</summary>
    public Dictionary<string, int> PlacesByClaimant() =>
        _bySerial.Values.Where(r => r.Follows is null).CountBy(r => r.Claimant).ToDictionary();

    public void Add(ReservationState reservation)
    {
        _bySerial[reservation.Serial] = reservation;
        _serials[reservation.Id] = reservation.Serial;
        Following += reservation.Follows is null ? 0 : 1;
    }

    /// <summary>Stores what has changed of a reservation, except for its place.</summary>
    public void Replace(ReservationState reservation) => _bySerial[reservation.Serial] = reservation;

    /// <summary>Removes a reservation; null: it is not open.</summary>
    public ReservationState? Remove(string id)
    {
        if (!_serials.Remove(id, out var serial) || !_bySerial.Remove(serial, out var reservation))
        {
            return null;
        }

        Following -= reservation.Follows is null ? 0 : 1;
        if (reservation.Follows is null && Following > 0)
        {
            PromoteFollower(serial);
        }

        return reservation;
    }

    /// <summary>Gives the place to the first reservation that follows in it.</summary>
    private void PromoteFollower(long serial)
    {
        ReservationState[] following = [.. _bySerial.Values.Where(r => r.Follows == serial)];
        for (var i = 0; i < following.Length; i++)
        {
            _bySerial[following[i].Serial] = following[i] with { Follows = i == 0 ? null : following[0].Serial };
        }

        Following -= following.Length > 0 ? 1 : 0;
    }
}
