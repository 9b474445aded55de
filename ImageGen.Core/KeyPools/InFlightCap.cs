namespace ImageGen.Core.KeyPools;

/// <summary>
/// How many attempts may be in flight where no cap is configured: a service that is slower than its request limit allows would otherwise
/// get more attempts than it can serve, and most of them would time out. The cap grows by one with each image, so it doubles while all are
/// served; it is halved when an attempt times out or the service fails, and from then on grows by one per round.
/// </summary>
internal sealed class InFlightCap
{
    private const int Least = 4;
    private const int Most = 100_000;

    private InFlightState? _state;

    /// <param name="first">The cap at first; null: there is none.</param>
    /// <param name="state">What was learned.</param>
    public InFlightCap(int? first, InFlightState? state = null) =>
        _state = first is { } cap ? state ?? new InFlightState(cap, Most, 0, 0) : null;

    /// <summary>The cap; null: there is none.</summary>
    public int? Cap => _state?.Cap;

    /// <summary>For the snapshot; null: there is no cap.</summary>
    public InFlightState? State => _state;

    /// <summary>Records an attempt that was served while <paramref name="inFlight"/> were in flight, itself included.</summary>
    public void RecordSuccess(int inFlight)
    {
        // What was never used up says nothing of more.
        if (_state is not { } state || inFlight * 2 < state.Cap || state.Cap >= Most)
        {
            return;
        }

        var isFast = state.Cap < state.Threshold;
        var served = isFast ? state.Served : state.Served + 1;
        _state = isFast || served >= state.Cap ? state with { Cap = state.Cap + 1, Served = 0 } : state with { Served = served };
    }

    /// <summary>Records that an attempt timed out or the service failed.</summary>
    /// <param name="serial">The attempt's number.</param>
    /// <param name="last">The last number given: attempts up to it belong to the same overload.</param>
    public void RecordFailure(long serial, long last)
    {
        if (_state is { } state && serial > state.Serial)
        {
            var cap = Math.Max(Math.Min(Least, state.Cap), state.Cap / 2);
            _state = new InFlightState(cap, cap, last, 0);
        }
    }
}
