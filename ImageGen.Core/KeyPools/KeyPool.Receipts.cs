namespace ImageGen.Core.KeyPools;

/// <content>
/// What a claimant received of the reply before. A host that dies after it sent a reply and before it stored the pool makes the exchange a
/// second time, and the claimant ignores the second reply.
/// </content>
public sealed partial class KeyPool
{
    /// <summary>
    /// Takes back what the claimant never received, so that no place waits for attempts that no one makes, and counts what it received of
    /// an exchange that the pool has forgotten.
    /// </summary>
    private void Reconcile(KeyPoolRequest request)
    {
        if (request.Received is not { IsDefault: false } received || RecipientOf(request) is not { } recipient)
        {
            return;
        }

        var ids = received.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var reservation in _reservations.All.Where(r => r.Unreceived == recipient).ToArray())
        {
            if (ids.Contains(reservation.Id))
            {
                _reservations.Replace(reservation with { Unreceived = null });
            }
            else if (_reservations.Remove(reservation.Id) is { } lost)
            {
                ProjectOf(lost.Group).ReleaseSlot(lost);
            }
        }

        foreach (var reservation in received.Where(r => !_reservations.Contains(r.Id) && _keys.ContainsKey(r.Key)))
        {
            Adopt(request.Claimant, reservation);
        }
    }

    private void Adopt(string claimant, ReceivedReservation received)
    {
        var leader = received.Follows is { } follows && _reservations.Contains(follows) ? _reservations.SerialOf(follows) : (long?)null;
        var key = _keys[received.Key];
        var late = Lateness(received.Follows is not null);
        var notBefore = received.Expires.UtcTicks - late;
        var project = ProjectOf(key.Group);
        if (!HasLapsed(received.Expires.UtcTicks + project.Span, notBefore))
        {
            var (slot, count) = project.TakeSlot(notBefore, late);
            _reservations.Add(new ReservationState(received.Id, ++_serial, key.Id, key.Group, claimant, notBefore, slot, count, leader));
        }
    }

    /// <summary>Who has to confirm what this request brings; null: it does not state what it received.</summary>
    private static string? RecipientOf(KeyPoolRequest request) =>
        request.Receiver is null ? null : $"{request.Claimant}@{request.Receiver}";

    /// <summary>
    /// How long after its instant a reservation may be used. When the attempts before it end is not known; a lease bounds that.
    /// </summary>
    private long Lateness(bool follows) => _options.Grace.Ticks + (follows ? _options.Lease.Ticks : 0);
}
