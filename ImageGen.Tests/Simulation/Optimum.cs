namespace ImageGen.Tests.Simulation;

/// <summary>The shortest makespan there is, by trying every order of starts. Only for a handful of beats.</summary>
internal static class Optimum
{
    public static double Of(IReadOnlyList<int> chains, int slots, double window, double latency)
    {
        var left = chains.OrderDescending().ToArray();
        var release = new double[left.Length];
        var starts = new List<double>();
        var best = double.MaxValue;
        Try();
        return best;

        // In the order of starts each begins as early as its chain, the slots and those before it allow: some order gives the optimum.
        void Try()
        {
            var any = false;
            for (var i = 0; i < left.Length; i++)
            {
                if (left[i] == 0 || IsTwin(i))
                {
                    continue;
                }

                any = true;
                var last = starts.Count > 0 ? starts[^1] : 0;
                var slot = starts.Count >= slots ? starts[^slots] + window : 0;
                var (start, before) = (Math.Max(Math.Max(last, slot), release[i]), release[i]);
                if (start + (left[i] * latency) < best)
                {
                    starts.Add(start);
                    left[i]--;
                    release[i] = start + latency;
                    Try();
                    release[i] = before;
                    left[i]++;
                    starts.RemoveAt(starts.Count - 1);
                }
            }

            if (!any)
            {
                best = Math.Min(best, starts[^1] + latency);
            }
        }

        bool IsTwin(int i)
        {
            for (var j = 0; j < i; j++)
            {
                if (left[j] == left[i] && release[j].Equals(release[i]))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
