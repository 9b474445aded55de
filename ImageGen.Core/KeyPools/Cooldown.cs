namespace ImageGen.Core.KeyPools;

/// <summary>Cooldown of a quota project: as the service asked, or longer with each refusal in a row.</summary>
internal sealed class Cooldown(QuotaProjectState state)
{
    private static readonly TimeSpan[] Ladder = [.. new[] { 10, 30, 60, 120, 300 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    private int _rung = state.Rung;
    private long _rungAt = state.RungAt;

    /// <summary>When it ends, in ticks; in the past: there is none.</summary>
    public long Until { get; private set; } = state.CoolUntil;

    /// <summary>What it waits for.</summary>
    public KeyWaitKind Kind { get; private set; } = state.CoolKind;

    /// <summary>What the service asked for, a day at most; null: it asked for nothing.</summary>
    public static TimeSpan? Trusted(TimeSpan? retryAfter) =>
        retryAfter is { } wait && wait > TimeSpan.Zero ? (wait < LongestRetryAfter ? wait : LongestRetryAfter) : null;

    /// <summary>Lasts until then, unless it lasts longer already.</summary>
    public void Set(long until, KeyWaitKind kind) => (Until, Kind) = until > Until ? (until, kind) : (Until, Kind);

    /// <summary>Begins a cooldown, longer with each refusal of attempts that began after the refusal before.</summary>
    public void BackOff(long startedAt, TimeSpan atLeast, long now)
    {
        if (_rungAt == 0 || startedAt > _rungAt)
        {
            Set(now + Ladder[_rung].Ticks, KeyWaitKind.Cooldown);
            (_rung, _rungAt) = (Math.Min(_rung + 1, Ladder.Length - 1), now);
        }

        Set(now + atLeast.Ticks, KeyWaitKind.Cooldown);
    }

    /// <summary>Records that an attempt that began then was served.</summary>
    public void RecordSuccess(long startedAt) => _rung = startedAt > _rungAt ? 0 : _rung;

    public QuotaProjectState Save(QuotaProjectState saved) => saved
        with
    { CoolUntil = Until, CoolKind = Kind, Rung = _rung, RungAt = _rungAt };
}
