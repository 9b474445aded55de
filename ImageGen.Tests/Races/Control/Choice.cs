namespace ImageGen.Tests.Races.Control;

/// <summary>Decides which operation continues at each point.</summary>
internal abstract class Choice
{
    /// <param name="able">Those that can continue, the oldest first; two or more.</param>
    /// <param name="current">The one that is at a point; null: it has ended or has to wait.</param>
    public abstract Operation Pick(List<Operation> able, Operation? current);

    /// <summary>True: the current operation, which is at a point, continues without a look at the others.</summary>
    /// <param name="isNews">There may be others than at the last look.</param>
    public virtual bool IsToStay(bool isNews) => false;

    /// <summary>
    /// True a few times: the next timer fires although there is other work. Not often: what has a second of time would never have it.
    /// </summary>
    public virtual bool IsTimeForTimer() => false;

    /// <summary>By seed: half of all seeds walk at random, half by priorities.</summary>
    public static Choice By(int seed) => seed % 2 == 0 ? new Walk(seed) : new Priorities(seed);

    protected static T OneOf<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];
}

/// <summary>Any of them, at random, but more or less often the current one.</summary>
internal class Walk : Choice
{
    private readonly double _stay;
    private readonly double _timers;
    private int _early;

    public Walk(int seed)
    {
        Random = new Random(seed);
        (_stay, _timers, _early) = (OneOf(Random, 0.0, 0.5, 0.9, 0.97), OneOf(Random, 0.002, 0.01, 0.05), OneOf(Random, 0, 0, 3, 10));
    }

    protected Random Random { get; }

    public override bool IsToStay(bool isNews) => Random.NextDouble() < _stay;

    public override Operation Pick(List<Operation> able, Operation? current) => able[Random.Next(able.Count)];

    public override bool IsTimeForTimer() => _early > 0 && Random.NextDouble() < _timers && _early-- > 0;
}

/// <summary>
/// Probabilistic concurrency testing (Burckhardt and others, ASPLOS 2010): each operation has a random priority, the highest continues, and
/// at a few random points it falls behind all others. Finds what needs one operation to stand still for long at one place.
/// </summary>
internal sealed class Priorities : Walk
{
    private readonly double _changes;
    private double _lowest;

    public Priorities(int seed)
        : base(seed) => _changes = OneOf(Random, 0.1, 0.03, 0.01, 0.003);

    public override bool IsToStay(bool isNews) => !isNews && Random.NextDouble() >= _changes;

    public override Operation Pick(List<Operation> able, Operation? current)
    {
        foreach (var operation in able.Where(o => double.IsNaN(o.Priority)))
        {
            operation.Priority = Random.NextDouble();
        }

        var highest = able.MaxBy(o => o.Priority)!;
        if (current is null || Random.NextDouble() >= _changes)
        {
            return highest;
        }

        highest.Priority = --_lowest;
        return able.MaxBy(o => o.Priority)!;
    }
}

/// <summary>Every interleaving with at most so many preemptions, in order; timers fire only when nothing else can continue.</summary>
internal sealed class Exhaustive : Choice
{
    private readonly List<(int Taken, int Of)> _path = [];
    private int _depth;
    private readonly int _preemptions;
    private int _left;

    public Exhaustive(int preemptions) => (_preemptions, _left) = (preemptions, preemptions);

    public override bool IsToStay(bool isNews) => _left == 0;

    public override Operation Pick(List<Operation> able, Operation? current)
    {
        var isPreemption = current is not null && able.Remove(current);
        if (isPreemption)
        {
            able.Insert(0, current!);
            if (_left == 0)
            {
                // It had to wait for what is there by now.
                return current!;
            }
        }

        if (_depth == _path.Count)
        {
            _path.Add((0, able.Count));
        }

        var taken = _path[_depth++].Taken;
        _left -= isPreemption && taken > 0 ? 1 : 0;
        return able[taken];
    }

    /// <summary>On to the next interleaving; false when there is none.</summary>
    public bool Advance()
    {
        (_depth, _left) = (0, _preemptions);
        while (_path.Count > 0 && _path[^1].Taken + 1 == _path[^1].Of)
        {
            _path.RemoveAt(_path.Count - 1);
        }

        if (_path.Count == 0)
        {
            return false;
        }

        _path[^1] = (_path[^1].Taken + 1, _path[^1].Of);
        return true;
    }
}
