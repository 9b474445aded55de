using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>
/// The limits of one quota project: when its next calls may begin. A start counts from the instant at which it may have happened until a
/// window and a margin after the latest instant at which it may have happened; a report narrows that down.
/// </summary>
internal sealed partial class QuotaProject
{
    private readonly KeyPoolOptions _options;
    private readonly SortedTicks _slots;
    private readonly SpendWindow _spend;
    private readonly LearnedLimit _learned;
    private readonly Outage _outage;
    private readonly ClosedModels _closed;
    private readonly Cooldown _cooldown;
    private readonly DayCount _day;
    private readonly SortedTicks _leases = new([]);
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
        _cooldown = new Cooldown(state);
        _day = new DayCount(state);
        Span = options.Window.Ticks + (options.Margin ?? options.Window / 200).Ticks;
    }

    public string Name { get; }

    /// <summary>For how long a start counts.</summary>
    public long Span { get; }

    /// <summary>The configured limit: the lowest of its keys; 0: it has no usable key.</summary>
    public int Configured { get; set; }

    /// <summary>The limit in force.</summary>
    public int Limit => _learned.LimitAt(Configured, _now);

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

    /// <summary>The unused part of the limit; only for a project with a usable key.</summary>
    public double Room => 1 - ((double)_slots.Count / Limit);

    /// <summary>True when nothing of its state matters any more; valid after <see cref="Advance"/>.</summary>
    public bool IsForgettable(long now) =>
        Configured == 0
            && _slots.Count == 0
            && _leases.Count == 0
            && _cooldown.Until <= now
            && _day.Used == 0
            && Outage is null
            && _closed.IsEmpty;

    /// <summary>Why it may not be used for <paramref name="model"/>; null: it may.</summary>
    public ClosedModel? ClosedFor(string model, long now) => _closed.Find(model, now);

    /// <summary>Tests every exclusion again, because a person starts or asks again.</summary>
    public void Forgive(long now)
    {
        _closed.Clear();
        _outage.ProbeNow(now);
        _learned.ProbeSooner(now, Span);
    }

    /// <summary>Forgets what was learned of the limit.</summary>
    public void ResetLimit() => _learned.Reset();

    /// <summary>Allows this project's own probe at once, because the service works again.</summary>
    public void ProbeNow(long now) => _outage.ProbeNow(now);

    public void Advance(long now)
    {
        _now = now;
        _slots.RemoveUpTo(now);
        _leases.RemoveUpTo(now);
        _spend.Advance(now);
        _learned.Advance(now);
        _day.Advance(now);
    }

    /// <summary>Earliest start after <paramref name="others"/> reserved ones, and the limit that decides it.</summary>
    /// <param name="others">Starts that belong to others.</param>
    /// <param name="now">Now.</param>
    /// <param name="reserved">The serials of its reservations that are in force.</param>
    /// <param name="ofAll">
    /// The outage of the pool as a whole; while there is one, the project's own of the same kind holds nothing back.
    /// </param>
    public (long Start, KeyWaitKind Kind) FindStart(int others, long now, IEnumerable<long> reserved, OutageState? ofAll)
    {
        var isFirst = others == 0;
        var laps = others / Limit;
        others %= Limit;
        var (start, kind) = (FindFreeSlot(Limit, others, now), KeyWaitKind.Window);
        if (_learned.FindRaise(Configured, now) is { } raise && raise.At < start)
        {
            start = Math.Min(start, FindFreeSlot(raise.Limit, others, raise.At));
        }

        if (_learned.State is { } learned)
        {
            // Attempts beyond what was accepted come later than the others, so that the service counts them behind those.
            Later(Math.Min(_lastAt + (_options.Window.Ticks / 30), FindFreeSlot(learned.Known, others, now)), KeyWaitKind.Window);
        }

        if (_options.MaxInFlight is { } most && _leases.Count + others >= most)
        {
            Later(NextPoll(now), KeyWaitKind.Turn);
        }

        Later(_spend.FindStart(_leases.Count + others, _leases.Count > 0) ?? NextPoll(now), KeyWaitKind.Spend);
        Later(_cooldown.Until, _cooldown.Kind);
        if (Outage is { } outage && outage.Kind != ofAll?.Kind)
        {
            // One attempt alone probes it.
            var soon = _options.Window.Ticks / 10;
            Later(
                _outage.FindBlockEnd(now, reserved, soon) ?? (isFirst ? now : now + soon),
                outage.Kind is FailureKind.CreditExhausted ? KeyWaitKind.Credit : KeyWaitKind.Overloaded);
        }

        if (_options.RequestsPerDay is { } perDay && _day.Used + others >= perDay)
        {
            Later(_day.Ends, KeyWaitKind.Day);
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
            var free = Math.Max(Math.Max(now, _cooldown.Until), index < 0 ? now : expected[index]);
            yield return (int)Math.Min((free - now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, int.MaxValue);
        }
    }

    public QuotaProjectState Save() => _spend.Save(_cooldown.Save(_day.Save(new QuotaProjectState
    {
        Name = Name,
        Slots = _slots.ToImmutable(),
        Limit = _learned.State,
        LastAt = _lastAt,
        Faults = _faults,
        Locations = _closed.Locations,
        LocationSerial = _closed.LocationSerial,
        Outage = Outage,
        Closed = _closed.All,
    })));

    // An end of a call in flight is not foreseen; asking ten times a window is often enough and no busy loop.
    private long NextPoll(long now) => Math.Min(now + (_options.Window.Ticks / 10), _leases.Count == 0 ? long.MaxValue : _leases[0]);
}
