using ImageGen.Core.Generation;

namespace ImageGen.Core.Scheduling;

/// <summary>
/// The limits of one group: when its next calls may begin. A start counts from the instant at which it may have happened until a window
/// and a margin after the latest instant at which it may have happened; a report narrows that down.
/// </summary>
internal sealed class KeyGroup
{
    private static readonly TimeSpan[] Ladder =
        [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(300)];

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    // A service that is a little late in opening its day must not cost us the whole day.
    private static readonly TimeSpan DayIsYoung = TimeSpan.FromMinutes(5);

    private readonly KeyPoolOptions _options;
    private readonly SortedTicks _slots;
    private readonly SortedTicks _refused;
    private readonly SpendWindow _spend;
    private readonly LearnedLimit _learned;
    private readonly List<long> _leases = [];
    private long _coolUntil;
    private KeyWaitKind _coolKind;
    private long _dayEnds;
    private int _dayUsed;
    private int _rung;
    private long _rungAt;

    public KeyGroup(KeyPoolOptions options, GroupState state)
    {
        _options = options;
        Name = state.Name;
        _slots = new SortedTicks(state.Slots);
        _refused = new SortedTicks(state.Refused);
        _spend = new SpendWindow(options, state);
        _learned = new LearnedLimit(state);
        (_coolUntil, _coolKind) = (state.CoolUntil, state.CoolKind);
        (_dayEnds, _dayUsed) = (state.DayEnds, state.DayUsed);
        (_rung, _rungAt) = (state.Rung, state.RungAt);
        Span = options.Window.Ticks + (options.Margin ?? options.Window / 200).Ticks;
    }

    public string Name { get; }

    /// <summary>For how long a start counts.</summary>
    public long Span { get; }

    /// <summary>The configured limit: the lowest of its keys; 0: it has no usable key.</summary>
    public int Configured { get; set; }

    /// <summary>The limit in force.</summary>
    public int Limit => _learned.Of(Configured);

    /// <summary>The part of the limit that is not used up; of a group with a usable key.</summary>
    public double Room => 1 - ((double)_slots.Count / Limit);

    /// <summary>Nothing is left to remember of it, as it stands behind <see cref="Advance"/>.</summary>
    public bool IsForgettable(long now) =>
        Configured == 0 && _slots.Count == 0 && _leases.Count == 0 && _coolUntil <= now && _dayUsed == 0;

    public void Advance(long now)
    {
        _slots.RemoveUpTo(now);
        _refused.RemoveUpTo(now);
        _leases.RemoveAll(end => end <= now);
        _spend.Advance(now);
        _learned.Advance(now, Span, Configured);
        if (now >= _dayEnds)
        {
            (_dayEnds, _dayUsed) = (Day(now).End, 0);
        }
    }

    /// <summary>When the next start but <paramref name="others"/> may happen, and which limit says so.</summary>
    public (long Start, KeyWaitKind Kind) Start(int others, long now)
    {
        var laps = others / Limit;
        others %= Limit;
        var (start, kind) = (SlotFree(Limit, others, now), KeyWaitKind.Window);
        if (_learned.Raise(Span, Configured) is { } raise && raise.At < start)
        {
            start = Math.Min(start, SlotFree(raise.Limit, others, raise.At));
        }

        if (_options.MaxInFlight is { } most && _leases.Count + others >= most)
        {
            Later(Unknown(now), KeyWaitKind.Turn);
        }

        Later(_spend.Start(_leases.Count + others, _leases.Count > 0) ?? Unknown(now), KeyWaitKind.Spend);
        Later(_coolUntil, _coolKind);
        if (_options.RequestsPerDay is { } perDay && _dayUsed + others >= perDay)
        {
            Later(_dayEnds, KeyWaitKind.Day);
        }

        return (start + (laps * Span), kind);

        void Later(long instant, KeyWaitKind why) => (start, kind) = instant > start ? (instant, why) : (start, kind);
    }

    /// <summary>
    /// In how many milliseconds each of its slots is likely to be free: <paramref name="unreported"/> calls begin at once as a rule, and not as
    /// late as they may.
    /// </summary>
    public IEnumerable<int> FreeInMs(IEnumerable<ReservationState> unreported, long now)
    {
        var expected = new SortedTicks(_slots.ToImmutable());
        foreach (var reservation in unreported)
        {
            if (expected.Remove(reservation.Slot))
            {
                expected.Add(reservation.NotBefore + Span);
            }
        }

        for (var i = 0; i < Limit; i++)
        {
            var index = expected.Count + i - Limit;
            var free = Math.Max(Math.Max(now, _coolUntil), index < 0 ? now : expected[index]);
            yield return (int)Math.Min((free - now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, int.MaxValue);
        }
    }

    /// <summary>Takes a slot for a call that begins between <paramref name="notBefore"/> and the grace after it; says until when it counts.</summary>
    public long Take(long notBefore)
    {
        var slot = notBefore + _options.Grace.Ticks + Span;
        _slots.Add(slot);
        _leases.Add(notBefore + _options.Lease.Ticks);
        _dayUsed++;
        if (_slots.Count >= Limit)
        {
            _learned.Full(notBefore);
        }

        return slot;
    }

    /// <summary>The call will not be made.</summary>
    public void GiveBack(ReservationState reservation)
    {
        _slots.Remove(reservation.Slot);
        _leases.Remove(reservation.NotBefore + _options.Lease.Ticks);
        if (_dayUsed > 0 && reservation.NotBefore >= Day(_dayEnds - 1).Begin)
        {
            _dayUsed--;
        }
    }

    public void Ended(ReservationState reservation, CallReport report, long now)
    {
        _leases.Remove(reservation.NotBefore + _options.Lease.Ticks);
        var startedAt = Math.Clamp(report.StartedAt.UtcTicks, reservation.NotBefore, Math.Max(reservation.NotBefore, now));
        var slot = startedAt + Span;
        _slots.Remove(reservation.Slot);
        if (slot > now)
        {
            _slots.Add(slot);
        }

        _spend.Add(report.CostUsd, now);
        switch (report.Failure)
        {
            case null when startedAt > _rungAt:
                _rung = 0;
                break;
            case FailureKind.RateLimitedPerMinute:
                Refuse(startedAt, slot, now);
                Cool(now + (Trusted(report.RetryAfter) ?? _options.Window).Ticks, KeyWaitKind.Cooldown);
                break;
            case FailureKind.RateLimitedPerDay:
                Cool(DayEnd(startedAt), KeyWaitKind.Day);
                break;
            case FailureKind.SpendLimited:
                BackOff(startedAt, Trusted(report.RetryAfter) ?? TimeSpan.Zero, now);
                break;
        }
    }

    /// <summary>A reservation found in a snapshot is in flight again.</summary>
    public void Resume(ReservationState reservation) => _leases.Add(reservation.NotBefore + _options.Lease.Ticks);

    /// <summary>Whoever made the call is gone.</summary>
    public void Lose(ReservationState reservation)
    {
        _leases.Remove(reservation.NotBefore + _options.Lease.Ticks);
        _spend.AddDearest(reservation.NotBefore);
    }

    public GroupState Save() => _learned.Save(_spend.Save(new GroupState
    {
        Name = Name,
        Slots = _slots.ToImmutable(),
        Refused = _refused.ToImmutable(),
        CoolUntil = _coolUntil,
        CoolKind = _coolKind,
        DayEnds = _dayEnds,
        DayUsed = _dayUsed,
        Rung = _rung,
        RungAt = _rungAt,
    }));

    private static TimeSpan? Trusted(TimeSpan? retryAfter) =>
        retryAfter is { } wait && wait > TimeSpan.Zero ? (wait < LongestRetryAfter ? wait : LongestRetryAfter) : null;

    private static (long Begin, long End) Day(long instant)
    {
        var at = new DateTimeOffset(instant, TimeSpan.Zero);
        return (PacificDay.BeginOf(at).Ticks, PacificDay.EndOf(at).Ticks);
    }

    private static long DayEnd(long startedAt)
    {
        var (begin, end) = Day(startedAt);
        return startedAt - begin < DayIsYoung.Ticks ? begin + DayIsYoung.Ticks : end;
    }

    private long SlotFree(int limit, int others, long now)
    {
        var index = _slots.Count + others - limit;
        return index < 0 ? now : Math.Max(now, _slots[index]);
    }

    // An end of a call in flight is not foreseen; asking ten times a window is often enough and no busy loop.
    private long Unknown(long now) => Math.Min(now + (_options.Window.Ticks / 10), _leases.Count == 0 ? long.MaxValue : _leases.Min());

    private void Refuse(long startedAt, long slot, long now)
    {
        if (slot > now)
        {
            _refused.Add(slot);
        }

        var until = slot + _options.Grace.Ticks;
        var accepted = _slots.After(startedAt) - _slots.After(until) - (_refused.After(startedAt) - _refused.After(until));
        _learned.Refused(startedAt, now, accepted, Configured);
    }

    private void BackOff(long startedAt, TimeSpan atLeast, long now)
    {
        if (_rungAt == 0 || startedAt > _rungAt)
        {
            Cool(now + Ladder[_rung].Ticks, KeyWaitKind.Cooldown);
            (_rung, _rungAt) = (Math.Min(_rung + 1, Ladder.Length - 1), now);
        }

        Cool(now + atLeast.Ticks, KeyWaitKind.Cooldown);
    }

    private void Cool(long until, KeyWaitKind kind) => (_coolUntil, _coolKind) = until > _coolUntil ? (until, kind) : (_coolUntil, _coolKind);
}
