namespace ImageGen.Core.Queue;

/// <summary>
/// What is left of <paramref name="Count"/> equal chains: the next beat can start at <paramref name="Release"/>, and
/// <paramref name="Left"/> beats are to be started, one after the other.
/// </summary>
internal readonly record struct ChainAhead(double Release, int Left, int Count = 1)
{
    // Not zero, or a chain would count as ready: longer than any time within which instants are one to a plan.
    private const double AtOnce = 0.03;

    /// <summary>
    /// The chains of a queue: ready, backing off, and behind the beats in flight, whose attempts take <paramref name="callSeconds"/>.
    /// </summary>
    public static IEnumerable<ChainAhead> Of(BeatLists lists, double callSeconds, bool isClose, DateTimeOffset now)
    {
        foreach (var (chain, count) in lists.ReadyChains)
        {
            yield return new ChainAhead(0, chain, count);
        }

        foreach (var beat in lists.BackingOff)
        {
            yield return new ChainAhead(Seconds(beat.NotBefore - now.UtcTicks), beat.Chain);
        }

        foreach (var beat in lists.InFlight.Where(b => b.Behind is { State: QueuedState.Pending }))
        {
            var elapsed = beat.StartedAt == 0 ? 0 : Seconds(now.UtcTicks - beat.StartedAt);
            var late = elapsed - callSeconds;

            // What should have ended this moment may do so any moment; the later it is, the longer it may take.
            var least = isClose ? Math.Max(AtOnce, late / 4) : callSeconds / 16;
            yield return new ChainAhead(Math.Max(-late, least), beat.Behind!.Chain);
        }
    }

    private static double Seconds(long ticks) => (double)ticks / TimeSpan.TicksPerSecond;
}
