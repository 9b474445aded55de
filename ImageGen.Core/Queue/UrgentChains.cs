namespace ImageGen.Core.Queue;

/// <summary>What urgent chains would start within a window from an instant, if nothing held them up: slots are held for them.</summary>
internal sealed class UrgentChains(StartPlanInput input, double target)
{
    private readonly List<ChainAhead> _starts = [];

    /// <summary>Looks ahead from <paramref name="now"/>.</summary>
    public void LookAhead(double now, IEnumerable<ChainAhead> running, ReadOnlySpan<ChainAhead> unreleased)
    {
        _starts.Clear();
        foreach (var chain in running)
        {
            Append(chain, now);
        }

        foreach (var chain in unreleased)
        {
            Append(chain, now);
        }

        Sort();
    }

    /// <summary>Adds a chain that began to run after the look ahead.</summary>
    public void Add(ChainAhead chain, double now)
    {
        if (Append(chain, now))
        {
            Sort();
        }
    }

    /// <summary>
    /// How many of the <paramref name="free"/> slots the chains that are longer than <paramref name="length"/> need before busy ones are
    /// free.
    /// </summary>
    public int CountHeldSlots(int length, int free, Queue<double> busySlots)
    {
        if (free > _starts.Count)
        {
            return 0;
        }

        var (held, freed, starts) = (0, 0, 0);
        using var slot = busySlots.GetEnumerator();
        var hasMore = slot.MoveNext();
        foreach (var chain in _starts)
        {
            if (chain.Left <= length)
            {
                continue;
            }

            while (hasMore && slot.Current <= chain.Release + input.MaxSlotWait)
            {
                freed++;
                hasMore = slot.MoveNext();
            }

            held = Math.Max(held, ++starts - freed);
        }

        return held;
    }

    private bool Append(ChainAhead chain, double now)
    {
        var count = _starts.Count;
        while (chain.Left > 0 && chain.Release < now + input.Window - input.Epsilon && input.IsUrgent(chain, target))
        {
            _starts.Add(chain);
            chain = new ChainAhead(chain.Release + input.Latency, chain.Left - 1);
        }

        return _starts.Count > count;
    }

    private void Sort() => _starts.Sort(static (a, b) => a.Release.CompareTo(b.Release));
}
