namespace ImageGen.Core.KeyPools;

/// <summary>Instants in ascending order, equal ones included.</summary>
internal sealed class SortedTicks
{
    private readonly List<long> _ticks;

    public SortedTicks(IEnumerable<long> ticks) => _ticks = [.. ticks];

    public int Count => _ticks.Count;

    /// <summary>Differs after every change.</summary>
    public int Version { get; private set; }

    public long this[int index] => _ticks[index];

    public ImmutableArray<long> ToImmutable() => [.. _ticks];

    /// <summary>How many are later than <paramref name="instant"/>.</summary>
    public int After(long instant) => _ticks.Count - UpTo(instant);

    public void Add(long instant)
    {
        _ticks.Insert(UpTo(instant), instant);
        Version++;
    }

    public bool Remove(long instant)
    {
        var index = UpTo(instant) - 1;
        if (index < 0 || _ticks[index] != instant)
        {
            return false;
        }

        _ticks.RemoveAt(index);
        Version++;
        return true;
    }

    public void RemoveUpTo(long instant)
    {
        _ticks.RemoveRange(0, UpTo(instant));
        Version++;
    }

    private int UpTo(long instant)
    {
        var (low, high) = (0, _ticks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ticks[middle] <= instant ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
