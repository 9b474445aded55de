namespace ImageGen.Core.Queue;

/// <summary>
/// How the beats would run for one target, from instant to instant, if every attempt took the same time. Goes through once: a <see
/// cref="StartPlan"/> creates one for each computation.
/// </summary>
internal sealed class PlannedCourse(StartPlanInput input, double target)
{
    private readonly double _eps = input.Epsilon;
    private readonly Queue<double> _busySlots = new(input.Slots);
    private readonly Queue<ChainAhead> _running = new();
    private readonly UrgentChains _urgent = new(input, target);

    // Lengths of the chains that could start, the longest first; single beats are only counted.
    private readonly PriorityQueue<int, int> _readyChains = new();
    private int _ready;
    private int _free;
    private int _left = input.Remaining;
    private int _released;
    private double _now;
    private double _lastStart;

    private bool CanStart => Math.Min(_free, _ready) > 0;

    private int LongestReady => _readyChains.Count > 0 ? _readyChains.Peek() : 1;

    private double NextRelease => Math.Min(
        _released < input.Chains.Length ? input.Chains[_released].Release : double.PositiveInfinity,
        _running.Count > 0 ? _running.Peek().Release : double.PositiveInfinity);

    private double NextFreeSlot => _busySlots.Count > 0 ? _busySlots.Peek() : double.PositiveInfinity;

    /// <summary>What starts now, and when to plan again.</summary>
    public FirstStarts ComputeFirstStarts()
    {
        var before = _left;
        var again = StartAtPresent();
        return new FirstStarts(before - _left, again);
    }

    /// <summary>When the last beat has ended.</summary>
    public double ComputeEnd()
    {
        while (true)
        {
            var next = StartAtPresent();
            if (_left == 0)
            {
                return _lastStart + input.Latency;
            }

            _now = next;
        }
    }

    /// <summary>Starts what starts at the present instant; returns the next one.</summary>
    private double StartAtPresent()
    {
        FreeSlots();
        ReleaseChains();
        var again = CanStart ? StartBeats() : double.PositiveInfinity;
        return Math.Min(again, Math.Min(NextRelease, NextFreeSlot));
    }

    private void FreeSlots()
    {
        while (NextFreeSlot <= _now + _eps)
        {
            _busySlots.Dequeue();
            _free++;
        }
    }

    private void ReleaseChains()
    {
        while (_released < input.Chains.Length && input.Chains[_released].Release <= _now + _eps)
        {
            var chain = input.Chains[_released++];
            AddReady(chain.Left, chain.Count);
        }

        while (_running.Count > 0 && _running.Peek().Release <= _now + _eps)
        {
            AddReady(_running.Dequeue().Left, 1);
        }
    }

    private void AddReady(int length, int count)
    {
        _ready += count;
        for (var i = 0; i < count && length > 1; i++)
        {
            _readyChains.Enqueue(length, -length);
        }
    }

    /// <summary>Starts as many beats as the target and the urgent chains leave room for; returns when that may change.</summary>
    private double StartBeats()
    {
        if (target < _now - _eps)
        {
            StartAll();
            return double.PositiveInfinity;
        }

        var laps = Math.Floor((target - _now + _eps) / input.Window);
        var lastCall = target - (laps * input.Window);
        var isLastCall = lastCall <= _now + _eps;
        _urgent.LookAhead(_now, _running, input.Chains.AsSpan(_released));
        while (CanStart && (
            _free > _urgent.CountHeldSlots(LongestReady, _free, _busySlots)
            || _left > CountUsesLeft(isLastCall || IsIdleUntil(lastCall) ? laps : laps + 1)))
        {
            StartOne();
        }

        return !CanStart ? double.PositiveInfinity : isLastCall ? lastCall + input.Window : lastCall;
    }

    /// <summary>True when nothing is released before the next last call: what would start then can as well start now.</summary>
    private bool IsIdleUntil(double lastCall) => input.IsClose && NextRelease > lastCall + _eps;

    private void StartAll()
    {
        while (CanStart)
        {
            StartOne();
        }
    }

    private void StartOne()
    {
        var length = LongestReady;
        (_ready, _free, _left, _lastStart) = (_ready - 1, _free - 1, _left - 1, _now);
        _busySlots.Enqueue(_now + input.Window);
        if (length == 1)
        {
            return;
        }

        _readyChains.Dequeue();
        var rest = new ChainAhead(_now + input.Latency, length - 1);
        _running.Enqueue(rest);
        if (target >= _now)
        {
            _urgent.Add(rest, _now);
        }
    }

    /// <summary>How often the slots can be used until the target.</summary>
    private double CountUsesLeft(double lapsOfFreeSlots)
    {
        var uses = _free * lapsOfFreeSlots;
        foreach (var slot in _busySlots)
        {
            uses += slot > target + _eps ? 0 : Math.Floor((target - slot + _eps) / input.Window) + 1;
        }

        return uses;
    }
}
