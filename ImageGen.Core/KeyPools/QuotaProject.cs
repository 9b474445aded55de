using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>
/// The limits of one group: when its next calls may begin. A start counts from the instant at which it may have happened until a window
/// and a margin after the latest instant at which it may have happened; a report narrows that down.
/// </summary>
internal sealed class QuotaProject
{
    private static readonly TimeSpan[] Ladder =
        [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(300)];

    // Fewer errors in a row may be chance; more would be paid for by everybody.
    private const int FaultsOfAnOutage = 3;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    // A service that is a little late in opening its day must not cost us the whole day.
    private static readonly TimeSpan DayIsYoung = TimeSpan.FromMinutes(5);

    private readonly KeyPoolOptions _options;
    private readonly SortedTicks _slots;
    private readonly SpendWindow _spend;
    private readonly LearnedLimit _learned;
    private readonly Outage _outage;
    private readonly ClosedModels _closed;
    private readonly List<long> _leases = [];
    private long _coolUntil;
    private KeyWaitKind _coolKind;
    private long _dayEnds;
    private int _dayUsed;
    private int _rung;
    private long _rungAt;
    private int _faults;
    private long _lastAt;
    private long _now;

    public QuotaProject(KeyPoolOptions options, QuotaProjectState state)
    {
        _options = options;
        Name = state.Name;
        _slots = new SortedTicks(state.Slots);
        _spend = new SpendWindow(options, state);
        _learned = new LearnedLimit(state.Limit);
        _outage = new Outage(isOfOneProject: true, state.Outage);
        _closed = new ClosedModels(state.Closed, state.Locations, state.LocationSerial);
        (_faults, _lastAt) = (state.Faults, state.LastAt);
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
    public int Limit => _learned.Of(Configured, _now);

    /// <summary>The learned limit, where it is below the configured one.</summary>
    public int? Learned => _learned.Confirmed is { } learned && learned < Configured ? learned : null;

    /// <summary><see cref="Learned"/> unless it is forgotten by <paramref name="now"/>.</summary>
    public int? LearnedAt(long now) => _learned.IsForgottenBy(now) ? null : Learned;

    /// <summary>
    /// Attempts in a row that were not served: of projects that could start equally early, the one with the fewest is used.
    /// </summary>
    public int Faults => _faults + _closed.Locations;

    /// <summary>Set while attempts of it alone are held back: overloaded, or out of credit.</summary>
    public OutageState? Outage => _outage.State;

    /// <summary>The part of the limit that is not used up; of a group with a usable key.</summary>
    public double Room => 1 - ((double)_slots.Count / Limit);

    /// <summary>Nothing is left to remember of it, as it stands behind <see cref="Advance"/>.</summary>
    public bool IsForgettable(long now) =>
        Configured == 0
            && _slots.Count == 0
            && _leases.Count == 0
            && _coolUntil <= now
            && _dayUsed == 0
            && Outage is null
            && _closed.IsEmpty;

    /// <summary>Why it may not be used for <paramref name="model"/>; null: it may.</summary>
    public ClosedModel? ClosedFor(string model, long now) => _closed.Find(model, now);

    /// <summary>A person starts or asks again: every exclusion is put to the test.</summary>
    public void Forgive(long now)
    {
        _closed.Clear();
        _outage.TryNow(now);
        _learned.TryAgain(now, Span);
    }

    /// <summary>Forgets what was learned of the limit.</summary>
    public void ResetLimit() => _learned.Reset();

    /// <summary>The service as a whole is served again: this project's own probe is made at once.</summary>
    public void ProbeNow(long now) => _outage.TryNow(now);

    public void Advance(long now)
    {
        _now = now;
        _slots.RemoveUpTo(now);
        _leases.RemoveAll(end => end <= now);
        _spend.Advance(now);
        _learned.Advance(now);
        if (now >= _dayEnds)
        {
            (_dayEnds, _dayUsed) = (Day(now).End, 0);
        }
    }

    /// <summary>Earliest start after <paramref name="others"/> reserved ones, and the limit that decides it.</summary>
    /// <param name="others">Starts that belong to others.</param>
    /// <param name="now">Now.</param>
    /// <param name="reserved">The serials of its reservations that are in force.</param>
    /// <param name="ofAll">
    /// The outage of the pool as a whole; while there is one, the project's own of the same kind holds nothing back.
    /// </param>
    public (long Start, KeyWaitKind Kind) Start(int others, long now, IEnumerable<long> reserved, OutageState? ofAll)
    {
        var isFirst = others == 0;
        var laps = others / Limit;
        others %= Limit;
        var (start, kind) = (SlotFree(Limit, others, now), KeyWaitKind.Window);
        if (_learned.Raise(Configured, now) is { } raise && raise.At < start)
        {
            start = Math.Min(start, SlotFree(raise.Limit, others, raise.At));
        }

        if (_learned.State is { } learned)
        {
            // Attempts beyond what was accepted come later than the others, so that the service counts them behind those.
            Later(Math.Min(_lastAt + (_options.Window.Ticks / 30), SlotFree(learned.Known, others, now)), KeyWaitKind.Window);
        }

        if (_options.MaxInFlight is { } most && _leases.Count + others >= most)
        {
            Later(Unknown(now), KeyWaitKind.Turn);
        }

        Later(_spend.Start(_leases.Count + others, _leases.Count > 0) ?? Unknown(now), KeyWaitKind.Spend);
        Later(_coolUntil, _coolKind);
        if (Outage is { } outage && outage.Kind != ofAll?.Kind)
        {
            // One attempt alone probes it.
            var soon = _options.Window.Ticks / 10;
            Later(
                _outage.Blocks(now, reserved, soon) ?? (isFirst ? now : now + soon),
                outage.Kind is FailureKind.CreditExhausted ? KeyWaitKind.Credit : KeyWaitKind.Overloaded);
        }

        if (_options.RequestsPerDay is { } perDay && _dayUsed + others >= perDay)
        {
            Later(_dayEnds, KeyWaitKind.Day);
        }

        return (start + (laps * Span), kind);

        void Later(long instant, KeyWaitKind why) => (start, kind) = instant > start ? (instant, why) : (start, kind);
    }

    /// <summary>
    /// In how many milliseconds each of its slots is likely to be free: <paramref name="unreported"/> calls begin at once as a rule, and
    /// not as late as they may.
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

    /// <summary>Takes a slot for an attempt that begins at <paramref name="notBefore"/>, or up to <paramref name="late"/> after it.</summary>
    /// <returns>Until when it counts, and as the how-manieth of its window.</returns>
    public (long Slot, int Count) Take(long notBefore, long late)
    {
        var slot = notBefore + late + Span;
        _slots.Add(slot);
        _leases.Add(notBefore + _options.Lease.Ticks);
        _dayUsed++;
        _lastAt = notBefore;
        return (slot, _slots.Count);
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

    /// <param name="reservation">Of the attempt.</param>
    /// <param name="report">How it ended.</param>
    /// <param name="last">The latest serial given.</param>
    /// <param name="now">Now.</param>
    public void Ended(ReservationState reservation, AttemptReport report, long last, long now)
    {
        _leases.Remove(reservation.NotBefore + _options.Lease.Ticks);
        var startedAt = Math.Clamp(report.StartedAt.UtcTicks, reservation.NotBefore, Math.Max(reservation.NotBefore, now));
        var slot = startedAt + Span;
        _slots.Remove(reservation.Slot);
        if (slot > now && report.Failure is not FailureKind.RateLimitedPerMinute)
        {
            // What was refused took nothing of the limit; when to come again, the cooldown says.
            _slots.Add(slot);
        }

        _spend.Add(report.CostUsd, now);
        switch (report.Failure)
        {
            case null:
                Served(reservation, startedAt);
                break;
            case FailureKind.RateLimitedPerMinute:
                Refuse(reservation.Count, startedAt, slot, now);
                Cool(now + (Trusted(report.RetryAfter) ?? _options.Window).Ticks, KeyWaitKind.Cooldown);
                break;
            case FailureKind.RateLimitedPerDay:
                Cool(DayEnd(startedAt), KeyWaitKind.Day);
                break;
            case FailureKind.SpendLimited:
                BackOff(startedAt, Trusted(report.RetryAfter) ?? TimeSpan.Zero, now);
                break;
            case FailureKind.CreditExhausted:
                _outage.Failed(reservation.Serial, last, now, FailureKind.CreditExhausted, report.Detail);
                break;
            case FailureKind.Transient or FailureKind.Unanswered:
                Fault(reservation.Serial, last, now, report.Detail);
                break;
            case FailureKind.ModelUnavailable or FailureKind.LocationRefused or FailureKind.NotEntitled:
                _closed.Refused(report, reservation.Serial, last, now);
                break;
        }
    }

    /// <summary>A reservation found in a snapshot is in flight again.</summary>
    public void Resume(ReservationState reservation) => _leases.Add(reservation.NotBefore + _options.Lease.Ticks);

    /// <summary>The caller is gone, or dropped the call: it counts as made, as late as it might have been, at the highest price.</summary>
    public void Lose(ReservationState reservation)
    {
        _leases.Remove(reservation.NotBefore + _options.Lease.Ticks);
        _spend.AddDearest(reservation.NotBefore);
    }

    public QuotaProjectState Save() => _spend.Save(new QuotaProjectState
    {
        Name = Name,
        Slots = _slots.ToImmutable(),
        CoolUntil = _coolUntil,
        CoolKind = _coolKind,
        DayEnds = _dayEnds,
        DayUsed = _dayUsed,
        Rung = _rung,
        RungAt = _rungAt,
        Limit = _learned.State,
        LastAt = _lastAt,
        Faults = _faults,
        Locations = _closed.Locations,
        LocationSerial = _closed.LocationSerial,
        Outage = Outage,
        Closed = _closed.All,
    });

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
        return index < 0 ? now : index >= _slots.Count ? long.MaxValue : Math.Max(now, _slots[index]);
    }

    // An end of a call in flight is not foreseen; asking ten times a window is often enough and no busy loop.
    private long Unknown(long now) => Math.Min(now + (_options.Window.Ticks / 10), _leases.Count == 0 ? long.MaxValue : _leases.Min());

    private void Served(ReservationState reservation, long startedAt)
    {
        _rung = startedAt > _rungAt ? 0 : _rung;
        _faults = 0;
        _closed.Served();
        _outage.Ended(reservation.Serial);
        if (reservation.NotBefore > _learned.State?.RefusedAt)
        {
            _learned.Served(reservation.Count, Configured);
        }
    }

    private void Fault(long serial, long last, long now, string? detail)
    {
        _faults = Math.Min(_faults + 1, 1000);
        if (Outage is not null || _faults >= FaultsOfAnOutage)
        {
            _outage.Failed(serial, last, now, FailureKind.Transient, detail);
        }
    }

    private void Refuse(int count, long startedAt, long slot, long now)
    {
        var accepted = _slots.After(startedAt) - _slots.After(slot + _options.Grace.Ticks);
        _learned.Refused(count, startedAt, now, accepted, Span);
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

    private void Cool(long until, KeyWaitKind kind) =>
        (_coolUntil, _coolKind) = until > _coolUntil ? (until, kind) : (_coolUntil, _coolKind);
}
