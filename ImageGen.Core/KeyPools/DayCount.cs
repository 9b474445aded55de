using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>The attempts of a quota project on the service's present day, which is that of the Pacific.</summary>
internal sealed class DayCount(QuotaProjectState state)
{
    // A service that is a little late in opening its day must not cost us the whole day.
    private static readonly TimeSpan DayIsYoung = TimeSpan.FromMinutes(5);

    /// <summary>When the day ends, in ticks.</summary>
    public long Ends { get; private set; } = state.DayEnds;

    /// <summary>How many attempts it has had.</summary>
    public int Used { get; private set; } = state.DayUsed;

    /// <summary>When the day of a refused attempt ends.</summary>
    public static long EndOf(long startedAt)
    {
        var (begin, end) = Day(startedAt);
        return startedAt - begin < DayIsYoung.Ticks ? begin + DayIsYoung.Ticks : end;
    }

    public void Advance(long now)
    {
        if (now >= Ends)
        {
            (Ends, Used) = (Day(now).End, 0);
        }
    }

    public void CountAttempt() => Used++;

    /// <summary>Subtracts an attempt that was counted and not made.</summary>
    public void UncountAttempt(long notBefore)
    {
        if (Used > 0 && notBefore >= Day(Ends - 1).Begin)
        {
            Used--;
        }
    }

    public QuotaProjectState Save(QuotaProjectState saved) => saved with { DayEnds = Ends, DayUsed = Used };

    private static (long Begin, long End) Day(long instant)
    {
        var at = new DateTimeOffset(instant, TimeSpan.Zero);
        return (PacificDay.BeginOf(at).Ticks, PacificDay.EndOf(at).Ticks);
    }
}
