using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>
/// A time in which attempts fail for a reason that none of them can change: the service cannot be reached, is overloaded, or the account
/// has no credit. Once that is known the other attempts pause, longer and longer, and after each pause one alone is made as a probe.
/// </summary>
/// <remarks>Failures of attempts that were granted before the last failure became known are ignored.</remarks>
/// <param name="isOfOneProject">True when other projects may be served meanwhile, so that there is no hurry to probe it.</param>
/// <param name="state">The outage as it was stored; null: none.</param>
internal sealed class Outage(bool isOfOneProject, OutageState? state = null)
{
    private static readonly int[] SharedPauses = [2, 5, 10, 20, 30];
    private static readonly int[] ProjectPauses = [5, 15, 30, 60, 120, 300];
    private static readonly int[] CreditPauses = [300, 900, 1800, 3600];

    /// <summary>The outage; null: none is known.</summary>
    public OutageState? State { get; private set; } = state;

    /// <summary>Records a failed attempt by its <paramref name="serial"/>; <paramref name="last"/> is the latest serial given.</summary>
    public void RecordFailure(long serial, long last, long now, FailureKind kind, string? detail)
    {
        if (State is null || serial > State.Serial)
        {
            var rung = State?.Kind == kind ? State.Rung : 0;
            var pause = isOfOneProject && kind is not FailureKind.CreditExhausted ? PauseOfOne(rung) : Pause(kind, rung);
            State = new OutageState(rung + 1, now + pause.Ticks, last, State?.Since ?? now, kind, detail);
        }
    }

    /// <summary>Ends the outage if the attempt of reservation <paramref name="serial"/> began after its last failure; true if so.</summary>
    public bool TryEnd(long serial)
    {
        if (State is null || serial <= State.Serial)
        {
            return false;
        }

        State = null;
        return true;
    }

    /// <summary>Allows the next probe now, as when a person asks.</summary>
    public void ProbeNow(long now) => State = State is { } state ? state with { Until = Math.Min(state.Until, now) } : null;

    /// <summary>
    /// Until when no attempt may begin; null: one may. While one is in flight, the others are to ask again after <paramref
    /// name="soon"/>.
    /// </summary>
    /// <param name="now">Now.</param>
    /// <param name="reserved">The serials of the reservations that are in force.</param>
    /// <param name="soon">In ticks.</param>
    public long? FindBlockEnd(long now, IEnumerable<long> reserved, long soon) =>
        State is not { } state ? null
        : state.Until > now ? state.Until
        : reserved.Any(serial => serial > state.Serial) ? now + soon
        : null;

    /// <summary>Pauses of a project that alone is not served: 5, 15, 30, 60, 120, then 300 s.</summary>
    internal static TimeSpan PauseOfOne(int rung) => TimeSpan.FromSeconds(ProjectPauses[Math.Min(rung, ProjectPauses.Length - 1)]);

    /// <summary>
    /// Pauses in seconds. A lost connection: 2, 5, 10, 20, 30, then 60. An overload, which may last for hours: the same for ten minutes,
    /// then 120, after twenty minutes 300. No credit: 300, 900, 1,800, then 3,600.
    /// </summary>
    internal static TimeSpan Pause(FailureKind kind, int rung) => TimeSpan.FromSeconds(kind switch
    {
        FailureKind.CreditExhausted => CreditPauses[Math.Min(rung, CreditPauses.Length - 1)],
        _ when rung < SharedPauses.Length => SharedPauses[rung],
        FailureKind.Unreachable => 60,
        _ => rung < SharedPauses.Length + 9 ? 60 : rung < SharedPauses.Length + 14 ? 120 : 300,
    });
}
