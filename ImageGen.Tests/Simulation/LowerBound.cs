namespace ImageGen.Tests.Simulation;

/// <summary>What no schedule can beat, in seconds.</summary>
internal static class LowerBound
{
    /// <summary>
    /// The k-th call cannot begin before k slots have come free: <c>floor(k / slots)</c> windows. With the calls in the order in which they
    /// began and each as long as it took, none can end before its start and its length.
    /// </summary>
    public static double OfStarts(IReadOnlyList<double> latencies, int slots, double window)
    {
        var bound = 0.0;
        for (var k = 0; k < latencies.Count; k++)
        {
            bound = Math.Max(bound, (k / slots * window) + latencies[k]);
        }

        return bound;
    }

    /// <summary>
    /// Every beat with as much as <c>q</c> seconds of calls before it and its followers are done (its tail) has to start; the last of the N
    /// beats with such tails starts no earlier than the N-th start can be.
    /// </summary>
    public static double OfTails(IEnumerable<double> tails, int slots, double window) =>
        tails.OrderDescending().Select((tail, k) => (k / slots * window) + tail).Max();

    /// <summary>For each beat of a run, how long it and all that follows it in its chain take.</summary>
    public static double[] Tails(Scenario scenario, int run)
    {
        var beats = scenario.Runs[run];
        var (tails, behind) = (new double[beats.Length], new Dictionary<ShotId, double>());
        for (var i = beats.Length - 1; i >= 0; i--)
        {
            tails[i] = scenario.Latency(run, i, 1) + behind.GetValueOrDefault(beats[i].Shot);
            behind[beats[i].Shot] = beats[i].Kind == TransitionKind.Continuous ? tails[i] : 0;
        }

        return tails;
    }

    /// <summary>
    /// Chains and rate together, for calls that all take <paramref name="latency"/>. Let <c>x</c> be the last start and <c>u</c> the most
    /// uses a slot can have by then; <c>sigma = x - (u - 1)W</c>. A slot with <c>u</c> uses has its i-th one within <c>[iW, iW +
    /// sigma]</c>: in each of these bands a chain makes at most <c>floor(sigma / latency) + 1</c> steps. All other steps fall to slots with
    /// fewer uses, of which there are at most <c>u * slots - beats</c>. So the k longest chains together have at most <c>k * u * (steps per
    /// band) + fewer * (u - 1)</c> beats.
    /// </summary>
    public static double Combined(IReadOnlyList<int> chains, int slots, double window, double latency)
    {
        const double Eps = 1e-6;
        var sorted = chains.OrderByDescending(c => c).ToArray();
        var beats = sorted.Sum();
        var least = Math.Max((beats - 1) / slots * window, (sorted[0] - 1) * latency);
        for (var uses = (int)((least + Eps) / window) + 1; ; uses++)
        {
            for (var steps = 1; (steps - 1) * latency < window; steps++)
            {
                var x = Math.Max(least, ((uses - 1) * window) + ((steps - 1) * latency));
                var inBand = (int)((x - ((uses - 1) * window) + Eps) / latency) + 1;
                if (x < (uses * window) - Eps && Fits(uses, inBand))
                {
                    return x + latency;
                }
            }
        }

        bool Fits(int uses, int inBand)
        {
            var fewer = ((long)uses * slots) - beats;
            if (fewer < 0)
            {
                return false;
            }

            var sum = 0L;
            for (var k = 0; k < sorted.Length && sorted[k] > uses; k++)
            {
                sum += sorted[k];
                if (sum > ((long)(k + 1) * uses * inBand) + (Math.Min(fewer, slots) * (uses - 1)))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
