namespace ImageGen.Core.Queue;

/// <summary>
/// What is left of <paramref name="Count"/> equal chains: the next beat can start at <paramref name="Release"/>, and <paramref name="Left"/> beats
/// are to be started, one after the other.
/// </summary>
internal readonly record struct ChainAhead(double Release, int Left, int Count = 1);

/// <summary>What a plan says of its first instant.</summary>
/// <param name="Count">How many starts.</param>
/// <param name="Again">When to look again; infinity: only an event changes anything.</param>
internal readonly record struct FirstStarts(int Count, double Again);

/// <summary>
/// Looks ahead: how the beats that are left would run on the slots that there are, if every call took the same time. Seconds from now.
/// </summary>
/// <remarks>
/// <para>
/// To use a slot as soon as it is free is not always best. A burst of single beats uses up the window, and then a long chain makes one step
/// per window where it could make several. But a slot may idle only so long: to be done with <c>n</c> beats by the target, each slot has to
/// be used a number of times, a window apart. So, for a target <c>x</c> (the last start), the instants <c>x - kW</c> are last calls: between
/// two of them a free slot can wait for a chain without any loss, and at a last call as many free slots are used as the target needs.
/// </para>
/// <para>
/// A chain is urgent when it would be late if it made one step per window. Only urgent chains have slots held for them, and no more than
/// they can use before the next last call. Without an urgent chain nothing is ever held.
/// </para>
/// </remarks>
internal sealed class StartPlan
{
    private readonly double _window;
    private readonly double _latency;
    private readonly double _step;
    private readonly double _eps;
    private readonly double[] _slots;
    private readonly ChainAhead[] _chains;
    private readonly int _remaining;

    public StartPlan(double window, double latency, IEnumerable<double> slots, IEnumerable<ChainAhead> chains)
    {
        // Instants are known to a millisecond or so; what lies closer together is one instant.
        _eps = Math.Clamp(window / 5000, 0.002, 0.02);
        (_window, _latency) = (window, Math.Max(latency, _eps));
        _step = Math.Ceiling((_latency - _eps) / _window) * _window;
        _slots = [.. slots.Select(s => Math.Max(0, s)).Order()];
        _chains = [.. chains.OrderBy(c => c.Release)];
        _remaining = _chains.Sum(c => c.Left * c.Count);
    }

    /// <summary>The earliest last start that the slots allow.</summary>
    public double Earliest()
    {
        var (low, high) = (-1.0, _slots[^1] + (_window * ((_remaining / _slots.Length) + 1)));
        while (high - low > _eps / 64)
        {
            var middle = (low + high) / 2;
            (low, high) = Uses(middle) >= _remaining ? (low, middle) : (middle, high);
        }

        return high;
    }

    /// <summary>The target for which the beats are done first; null: nothing need be held. A <paramref name="known"/> target that is as good stays.</summary>
    public double? Target(double? known)
    {
        var earliest = Earliest();
        if (!_chains.Any(c => IsUrgent(c.Left, c.Release, earliest)))
        {
            return null;
        }

        // No plan ends before from + latency; what comes close to that is good enough, and the search ends.
        var from = Math.Max(earliest, _chains.Max(c => c.Release + ((c.Left - 1) * _latency)));
        var enough = (from + _latency) * 1.002;
        var (best, bestEnd) = ((double?)null, Run(double.NegativeInfinity, false).End);
        Try(known ?? from);
        Try(from);

        // The more there is left, the less a single phase matters and the dearer it is to try.
        var stride = _window / Math.Clamp(10_000 / _remaining, 2, 24);
        var phase = from % _window;
        for (var shift = _eps; shift < _window && bestEnd > enough; shift += stride)
        {
            Try(from + ((shift - phase + _window) % _window));
        }

        for (var closer = stride / 2; closer > stride / 16 && best is { } target && bestEnd > enough; closer /= 2)
        {
            Try(target - closer);
        }

        // A target that only just works would fail for the next millisecond that a timer is late.
        return best == known ? known : best + (_window / 200);

        void Try(double target)
        {
            if (bestEnd > enough && target >= earliest - _eps && Run(target, false).End is var end && end < bestEnd - _eps)
            {
                (best, bestEnd) = (target, end);
            }
        }
    }

    /// <summary>How many to start now.</summary>
    public FirstStarts First(double target) => Run(Math.Max(target, Earliest()), true).First;

    private int Uses(double last)
    {
        var uses = 0;
        foreach (var slot in _slots)
        {
            uses += slot > last ? 0 : (int)((last - slot) / _window) + 1;
        }

        return uses;
    }

    private bool IsUrgent(int left, double release, double target) => release + ((left - 1) * _step) > target + _eps;

    private (double End, FirstStarts First) Run(double target, bool onlyFirst)
    {
        var slots = new Queue<double>(_slots);
        var running = new Queue<ChainAhead>();
        var chains = new PriorityQueue<int, int>();
        var ahead = new List<ChainAhead>();
        var (waiting, free, left, next, now, last) = (0, 0, _remaining, 0, 0.0, 0.0);
        while (true)
        {
            while (slots.Count > 0 && slots.Peek() <= now + _eps)
            {
                slots.Dequeue();
                free++;
            }

            while (next < _chains.Length && _chains[next].Release <= now + _eps)
            {
                Ready(_chains[next].Left, _chains[next++].Count);
            }

            while (running.Count > 0 && running.Peek().Release <= now + _eps)
            {
                Ready(running.Dequeue().Left, 1);
            }

            var (starts, again) = (0, double.PositiveInfinity);
            if (Math.Min(free, waiting) > 0)
            {
                again = StartAll();
            }

            var nextEvent = Math.Min(again, Math.Min(NextRelease(), slots.Count > 0 ? slots.Peek() : double.PositiveInfinity));
            if (onlyFirst || left == 0)
            {
                return (last + _latency, new FirstStarts(starts, nextEvent));
            }

            now = nextEvent;

            double StartAll()
            {
                if (target < now - _eps)
                {
                    while (Math.Min(free, waiting) > 0)
                    {
                        StartOne();
                    }

                    return double.PositiveInfinity;
                }

                var laps = Math.Floor((target - now + _eps) / _window);
                var lastCall = target - (laps * _window);
                var isNow = lastCall <= now + _eps;
                Foresee();
                while (Math.Min(free, waiting) > 0 && (free > Held(Top()) || left > UsesLeft(isNow ? laps : laps + 1)))
                {
                    StartOne();
                }

                return Math.Min(free, waiting) > 0 ? (isNow ? lastCall + _window : lastCall) : double.PositiveInfinity;
            }

            void StartOne()
            {
                var length = Top();
                if (length > 1)
                {
                    chains.Dequeue();
                }

                (waiting, free, left, starts, last) = (waiting - 1, free - 1, left - 1, starts + 1, now);
                slots.Enqueue(now + _window);
                if (length > 1)
                {
                    var rest = new ChainAhead(now + _latency, length - 1);
                    running.Enqueue(rest);
                    if (target >= now && AddAhead(rest))
                    {
                        ahead.Sort(static (a, b) => a.Release.CompareTo(b.Release));
                    }
                }
            }
        }

        void Ready(int length, int count)
        {
            waiting += count;
            for (var i = 0; i < count && length > 1; i++)
            {
                chains.Enqueue(length, -length);
            }
        }

        int Top() => chains.Count > 0 ? chains.Peek() : 1;

        double NextRelease() => Math.Min(
            next < _chains.Length ? _chains[next].Release : double.PositiveInfinity,
            running.Count > 0 ? running.Peek().Release : double.PositiveInfinity);

        // What urgent chains would start within a window from now, if nothing held them up.
        void Foresee()
        {
            ahead.Clear();
            foreach (var chain in running)
            {
                AddAhead(chain);
            }

            for (var i = next; i < _chains.Length; i++)
            {
                AddAhead(_chains[i]);
            }

            ahead.Sort(static (a, b) => a.Release.CompareTo(b.Release));
        }

        bool AddAhead(ChainAhead chain)
        {
            var count = ahead.Count;
            while (chain.Left > 0 && chain.Release < now + _window - _eps && IsUrgent(chain.Left, chain.Release, target))
            {
                ahead.Add(chain);
                chain = new ChainAhead(chain.Release + _latency, chain.Left - 1);
            }

            return ahead.Count > count;
        }

        // How many free slots the urgent chains that are longer than this one need before others come free.
        int Held(int length)
        {
            if (free > ahead.Count)
            {
                return 0;
            }

            var (held, passed, count) = (0, 0, 0);
            using var slot = slots.GetEnumerator();
            var more = slot.MoveNext();
            foreach (var chain in ahead)
            {
                if (chain.Left > length)
                {
                    while (more && slot.Current <= chain.Release + _eps)
                    {
                        passed++;
                        more = slot.MoveNext();
                    }

                    held = Math.Max(held, ++count - passed);
                }
            }

            return held;
        }

        double UsesLeft(double lapsOfFree)
        {
            var uses = free * lapsOfFree;
            foreach (var slot in slots)
            {
                uses += slot > target + _eps ? 0 : Math.Floor((target - slot + _eps) / _window) + 1;
            }

            return uses;
        }
    }
}
