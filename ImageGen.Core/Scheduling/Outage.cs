namespace ImageGen.Core.Scheduling;

/// <summary>
/// Whether the service can be reached. Once a call did not get there, the others need not find that out each for itself: all pause, longer
/// and longer, and after each pause one call alone tries the way. Whatever the service answers to it ends the outage.
/// </summary>
internal sealed class Outage
{
    private static readonly TimeSpan[] Ladder =
    [
        TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10),
        TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60),
    ];

    /// <summary>All that it remembers; null: the service can be reached, as far as is known.</summary>
    public OutageState? State { get; set; }

    /// <summary>The call of reservation <paramref name="serial"/> did not get there; <paramref name="last"/> is the latest serial given.</summary>
    public void NotReached(long serial, long last, long now)
    {
        var rung = State?.Rung ?? 0;
        if (State is null || serial > State.Serial)
        {
            State = new OutageState(Math.Min(rung + 1, Ladder.Length - 1), now + Ladder[rung].Ticks, last);
        }
    }

    /// <summary>The call of reservation <paramref name="serial"/> was answered.</summary>
    public void Reached(long serial) => State = serial > State?.Serial ? null : State;

    /// <summary>A person asks: the way is tried now.</summary>
    public void TryNow(long now) => State = State is { } state ? state with { Until = Math.Min(state.Until, now) } : null;

    /// <summary>Until when no call may begin; null: one may. While one tries the way, the others are to look again after <paramref name="soon"/>.</summary>
    /// <param name="now">Now.</param>
    /// <param name="granted">The serials of the reservations that are in force.</param>
    /// <param name="soon">In ticks.</param>
    public long? Blocks(long now, IEnumerable<long> granted, long soon) =>
        State is not { } state ? null
        : state.Until > now ? state.Until
        : granted.Any(serial => serial > state.Serial) ? now + soon
        : null;
}
