namespace ImageGen.Core.Queue;

/// <summary>
/// Looks ahead: how the beats that are left would run on the slots that there are, if every call took the same time. Seconds from now.
/// </summary>
/// <remarks>
/// <para>
/// To use a slot as soon as it is free is not always best. A burst of single beats uses up the window, and then a long chain makes one step
/// per window where it could make several. But a slot may idle only so long: to be done with <c>n</c> beats by the target, each slot has to
/// be used a number of times, a window apart. So, for a target <c>x</c> (the last start), the instants <c>x - kW</c> are last calls:
/// between two of them a free slot can wait for a chain without any loss, and at a last call as many free slots are used as the target
/// needs.
/// </para>
/// <para>
/// A chain is urgent when it would be late if it made one step per window. Only urgent chains have slots held for them, and no more than
/// they can use before the next last call. Without an urgent chain nothing is ever held.
/// </para>
/// </remarks>
internal sealed class StartPlan
{
    private readonly StartPlanInput _input;
    private readonly double _window;
    private readonly double _latency;
    private readonly double _eps;
    private readonly double[] _slots;
    private readonly ChainAhead[] _chains;
    private readonly int _remaining;

    public StartPlan(double window, double latency, IEnumerable<double> slots, IEnumerable<ChainAhead> chains, bool isClose = true)
    {
        _input = StartPlanInput.Of(window, latency, slots, chains, isClose);
        (_window, _latency, _eps, _slots, _chains, _remaining) =
            (window, _input.Latency, _input.Epsilon, _input.Slots, _input.Chains, _input.Remaining);
    }

    /// <summary>How many beats there are.</summary>
    public int Remaining => _remaining;

    /// <summary>The earliest last start that the slots allow.</summary>
    public double FindEarliestTarget()
    {
        var (low, high) = (-1.0, _slots[^1] + (_window * ((_remaining / _slots.Length) + 1)));
        while (high - low > _eps / 64)
        {
            var middle = (low + high) / 2;
            (low, high) = CountUses(middle) >= _remaining ? (low, middle) : (middle, high);
        }

        return high;
    }

    /// <summary>
    /// The target for which the beats are done first; null: nothing need be held. A <paramref name="known"/> target that is as good stays.
    /// </summary>
    public double? FindTarget(double? known)
    {
        var earliest = FindEarliestTarget();
        if (!_chains.Any(c => _input.IsUrgent(c, earliest)))
        {
            return null;
        }

        // No plan ends before from + latency; what comes close to that is good enough, and the search ends.
        var from = Math.Max(earliest, _chains.Max(c => c.Release + ((c.Left - 1) * _latency)));
        var enough = (from + _latency) * 1.002;
        var (best, bestEnd) = ((double?)null, ComputeEnd(double.NegativeInfinity));
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
            if (bestEnd > enough && target >= earliest - _eps && ComputeEnd(target) is var end && end < bestEnd - _eps)
            {
                (best, bestEnd) = (target, end);
            }
        }
    }

    /// <summary>When the <paramref name="target"/> next asks for starts; infinity: there is no target.</summary>
    public double NextLastCall(double? target) =>
        target is { } last ? last - (Math.Floor((last - _eps) / _window) * _window) : double.PositiveInfinity;

    /// <summary>How many to start now.</summary>
    public FirstStarts ComputeFirstStarts(double target) =>
        new PlannedCourse(_input, Math.Max(target, FindEarliestTarget())).ComputeFirstStarts();

    private double ComputeEnd(double target) => new PlannedCourse(_input, target).ComputeEnd();

    private int CountUses(double last)
    {
        var uses = 0;
        foreach (var slot in _slots)
        {
            uses += slot > last ? 0 : (int)((last - slot) / _window) + 1;
        }

        return uses;
    }
}
