namespace ImageGen.Core.Queue;

/// <summary>The first instant of a plan.</summary>
/// <param name="Count">How many beats start.</param>
/// <param name="Again">When to plan again; infinity: only an event changes anything.</param>
internal readonly record struct FirstStarts(int Count, double Again);

/// <summary>What a <see cref="StartPlan"/> starts from. All times are seconds from now.</summary>
/// <param name="Window">How long after its use a slot is free again.</param>
/// <param name="Latency">How long an attempt takes.</param>
/// <param name="Epsilon">Instants that lie closer together are one instant.</param>
/// <param name="Slots">When each slot is free, ascending.</param>
/// <param name="Chains">By release, ascending.</param>
/// <param name="Remaining">Beats in all chains together.</param>
/// <param name="IsClose">False: as runs planned that were started by a release before this was told apart.</param>
internal sealed record StartPlanInput(
    double Window, double Latency, double Epsilon, double[] Slots, ChainAhead[] Chains, int Remaining, bool IsClose)
{
    // A chain that makes one step per window starts its next beat so much later.
    private readonly double _step = Math.Ceiling((Latency - Epsilon) / Window) * Window;

    /// <summary>How long a chain waits for a busy slot before another slot is held for it.</summary>
    public double MaxSlotWait => IsClose ? Window / 400 : Epsilon;

    public static StartPlanInput Of(
        double window, double latency, IEnumerable<double> slots, IEnumerable<ChainAhead> chains, bool isClose = true)
    {
        // Instants are known to a millisecond or so.
        var epsilon = Math.Clamp(window / 5000, 0.002, 0.02);
        ChainAhead[] ordered = [.. chains.OrderBy(c => c.Release)];
        return new StartPlanInput(
            window,
            Math.Max(latency, epsilon),
            epsilon,
            [.. slots.Select(s => Math.Max(0, s)).Order()],
            ordered,
            ordered.Sum(c => c.Left * c.Count),
            isClose);
    }

    /// <summary>True when the chain would start its last beat after <paramref name="target"/> if it made one step per window.</summary>
    public bool IsUrgent(ChainAhead chain, double target) => chain.Release + ((chain.Left - 1) * _step) > target + Epsilon;
}
