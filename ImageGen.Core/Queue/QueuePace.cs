using ImageGen.Core.KeyPools;

namespace ImageGen.Core.Queue;

/// <summary>Decides how many of the beats that could start now should: all of them, unless a long chain would be late for it.</summary>
internal sealed class QueuePace(PaceState state)
{
    private const int CallsRemembered = 16;

    // While so little is left a plan takes little time, and a single start in the wrong place shows.
    private const int FewBeats = 64;

    private PaceState _state = state;

    public PaceState Save() => _state;

    public double CallSeconds => _state.CallSeconds;

    /// <summary>False: it plans as runs did that were started by an earlier release.</summary>
    public bool IsClose => _state.IsClose;

    /// <summary>True before the first reply of the pool: how many slots there are is not known.</summary>
    public bool IsPoolUnknown => !_state.Heard;

    public void ApplyPace(KeyPoolPace? slots)
    {
        // With another number of slots the old plan is void.
        var planAt = slots?.FreeInMs.Length == _state.Slots?.FreeInMs.Length ? _state.PlanAt : 0;
        _state = _state with { Heard = true, Slots = slots, PlanAt = planAt };
    }

    public void LearnCallTime(double seconds)
    {
        var calls = Math.Min(_state.Calls + 1, CallsRemembered);
        _state = _state with { Calls = calls, CallSeconds = _state.CallSeconds + ((seconds - _state.CallSeconds) / calls) };
    }

    /// <summary>
    /// How many of the <paramref name="ready"/> beats to start now. Plans again each time while few beats are left, because each
    /// attempt that ends earlier or later than expected may change what is best; else about every second, less often the more is left, and
    /// before a target has beats started.
    /// </summary>
    public QueueRequest ComputeRequest(int ready, long now, Func<IEnumerable<ChainAhead>> chains)
    {
        if (_state.Slots is not { } slots || (_state.Target == 0 && now < _state.PlanAt && (!IsClose || ready > FewBeats)))
        {
            return new QueueRequest(ready, null);
        }

        var (window, since) = (slots.Window.TotalSeconds, Seconds(now - slots.At.UtcTicks));
        var plan = new StartPlan(window, CallSeconds, slots.FreeInMs.Select(ms => (ms / 1000.0) - since), chains(), IsClose);
        if (now >= _state.PlanAt || (IsClose && plan.Remaining <= FewBeats))
        {
            var target = plan.FindTarget(_state.Target == 0 ? null : Seconds(_state.Target - now));
            var next = Math.Max(window / 64, plan.FindEarliestTarget() / 16);
            _state = _state with
            {
                Target = target is { } last ? now + Ticks(last) : 0,
                PlanAt = now + Ticks(IsClose ? Math.Min(next, plan.NextLastCall(target)) : next),
            };
        }

        if (_state.Target == 0)
        {
            return new QueueRequest(ready, null);
        }

        var first = plan.ComputeFirstStarts(Seconds(_state.Target - now));
        var again = double.IsPositiveInfinity(first.Again)
            ? (DateTimeOffset?)null
            : new DateTimeOffset(now + Ticks(first.Again), TimeSpan.Zero);
        return new QueueRequest(Math.Min(ready, first.Count), again);
    }

    private static double Seconds(long ticks) => (double)ticks / TimeSpan.TicksPerSecond;

    private static long Ticks(double seconds) => (long)Math.Ceiling(seconds * TimeSpan.TicksPerSecond);
}
