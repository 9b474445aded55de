namespace ImageGen.Core.Queue;

/// <summary>
/// What is left of <paramref name="Count"/> equal chains: the next beat can start at <paramref name="Release"/>, and
/// <paramref name="Left"/> beats are to be started, one after the other.
/// </summary>
internal readonly record struct ChainAhead(double Release, int Left, int Count = 1)
{
    /// <summary>
    /// The chains of a queue: ready, backing off, and behind the beats in flight, whose attempts take <paramref name="callSeconds"/>.
    /// </summary>
    public static IEnumerable<ChainAhead> Of(BeatLists lists, double callSeconds, DateTimeOffset now)
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
            yield return new ChainAhead(Math.Max(callSeconds - elapsed, callSeconds / 16), beat.Behind!.Chain);
        }
    }

    private static double Seconds(long ticks) => (double)ticks / TimeSpan.TicksPerSecond;
}
