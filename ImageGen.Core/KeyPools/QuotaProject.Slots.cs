namespace ImageGen.Core.KeyPools;

/// <content>Its slots: which reservations take them, and when one is free.</content>
internal sealed partial class QuotaProject
{
    private int[] _slotsAhead = [];
    private (long Now, int Slots, int Leases) _slotsAheadAsOf = (long.MinValue, 0, 0);

    /// <summary>
    /// Takes a slot for an attempt that begins at <paramref name="notBefore"/>, or up to <paramref name="late"/> after it.
    /// </summary>
    /// <returns>Until when it counts, and as the how-manieth of its window.</returns>
    public (long Slot, int Count) TakeSlot(long notBefore, long late)
    {
        var slot = notBefore + late + Span;
        _slots.Add(slot);
        _leases.Add(notBefore + _options.Lease.Ticks);
        _day.CountAttempt();
        _lastAt = Math.Max(_lastAt, notBefore);
        return (slot, _slots.Count);
    }

    /// <summary>Releases the slot of an attempt that will not be made.</summary>
    public void ReleaseSlot(ReservationState reservation)
    {
        _slots.Remove(reservation.Slot);
        _leases.Remove(reservation.NotBefore + _options.Lease.Ticks);
        _day.UncountAttempt(reservation.NotBefore);
    }

    /// <summary>Releases the place of an attempt that is not in flight but may still be made: its slot counts.</summary>
    public void ReleasePlace(ReservationState reservation) => _leases.Remove(reservation.NotBefore + _options.Lease.Ticks);

    /// <summary>Counts a reservation of a snapshot as in flight.</summary>
    public void AddPlace(ReservationState reservation) => _leases.Add(reservation.NotBefore + _options.Lease.Ticks);

    /// <summary>When the next slot is free, after <paramref name="others"/> earlier ones are used.</summary>
    private long FindFreeSlot(int limit, int others, long now)
    {
        // Each entry of _slots is the instant at which one slot is free again; a negative index stands for one that is free now.
        var ahead = FindSlotsAhead(now);
        var index = _slots.Count - ahead.Length + others - limit;
        for (var i = 0; i < ahead.Length && ahead[i] <= index; i++)
        {
            index++;
        }

        return index < 0 ? now : index >= _slots.Count ? long.MaxValue : Math.Max(now, _slots[index]);
    }

    /// <summary>
    /// The slots of the reservations whose attempts may not begin before a later instant than <paramref name="now"/>, as ascending indices.
    /// Such an attempt counts from that instant on: it takes the latest slot that is free by then, and leaves the earlier ones.
    /// </summary>
    private int[] FindSlotsAhead(long now)
    {
        // It is asked for many starts between two changes.
        var asOf = (now, _slots.Version, _leases.Version);
        if (asOf == _slotsAheadAsOf)
        {
            return _slotsAhead;
        }

        var lease = _options.Lease.Ticks;
        var ahead = _leases.After(now + lease);
        var slots = ahead == 0 ? [] : new int[ahead];
        var next = int.MaxValue;
        for (var i = ahead - 1; i >= 0; i--)
        {
            var notBefore = _leases[_leases.Count - ahead + i] - lease;
            slots[i] = next = Math.Min(_slots.Count - _slots.After(notBefore), next) - 1;
        }

        (_slotsAhead, _slotsAheadAsOf) = (slots, asOf);
        return slots;
    }
}
