using System.Globalization;
using ImageGen.Core.Generation;

namespace ImageGen.Core.Scheduling;

/// <summary>
/// Who may call, with which key, when: a state machine that all runs of a style share. It keeps every group of keys under its limits,
/// serves claimants in turn and learns from what the service answers. Pure: no clock, no lock; same state and same exchange, same answer.
/// Not thread-safe: its host calls it from one thread at a time. The rules are in the README beside it.
/// </summary>
public sealed class KeyPool
{
    private readonly KeyPoolOptions _options;
    private readonly SortedDictionary<string, KeyState> _keys = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, KeyGroup> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, ReservationState> _reservations = [];
    private readonly Dictionary<string, long> _serials = new(StringComparer.Ordinal);
    private readonly WaitingLine _line = new();
    private readonly Outage _outage = new();
    private long _now;
    private long _serial;

    /// <summary>An empty pool: keys come with the first exchange.</summary>
    public KeyPool(KeyPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    private long Patience => (_options.Patience ?? _options.Window / 6).Ticks;

    // Who was told to come within a window has a claim on what is free now; who was told to come later (the day's end, say) has not.
    private long ClaimHorizon => _now + _options.Window.Ticks + (_options.Margin ?? _options.Window / 200).Ticks + _options.Grace.Ticks;

    /// <summary>A pool that goes on where <paramref name="snapshot"/> was taken. Options may have changed since.</summary>
    public static KeyPool Restore(KeyPoolSnapshot snapshot, KeyPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var pool = new KeyPool(options) { _now = snapshot.Now, _serial = snapshot.Serial };
        pool._line.Restore(snapshot.Line);
        pool._outage.State = snapshot.Outage;
        foreach (var group in snapshot.Groups)
        {
            pool._groups[group.Name] = new KeyGroup(options, group);
        }

        foreach (var key in snapshot.Keys)
        {
            pool._keys[key.Id] = key;
        }

        pool.ConfigureGroups();
        foreach (var reservation in snapshot.Reservations)
        {
            pool.Remember(reservation);
            pool.GroupOf(reservation.Group).Resume(reservation);
        }

        return pool;
    }

    /// <summary>
    /// A pool that goes on where <paramref name="snapshot"/> was taken by a process that is gone, and all its claimants with it: nobody will
    /// report its calls, so none of them is in flight any more, and each counts as made, as late as it might have been, at the highest price.
    /// </summary>
    public static KeyPool Inherit(KeyPoolSnapshot snapshot, KeyPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var pool = Restore(snapshot with { Line = [] }, options);
        foreach (var reservation in snapshot.Reservations)
        {
            pool.Forget(reservation.Id);
            pool.GroupOf(reservation.Group).Lose(reservation);
        }

        return pool;
    }

    /// <summary>All that it remembers.</summary>
    public KeyPoolSnapshot Snapshot() => new()
    {
        Now = _now,
        Serial = _serial,
        Keys = [.. _keys.Values],
        Groups = [.. _groups.Values.Select(g => g.Save())],
        Reservations = [.. _reservations.Values],
        Line = [.. _line.Places],
        Outage = _outage.State,
    };

    /// <summary>
    /// One event: takes in how calls ended, what was not used and which keys there are, then serves. A clock that went backwards is taken to
    /// stand still. What is not known (reports that come twice, reservations of another pool) is ignored.
    /// </summary>
    public KeyPoolReply Exchange(KeyPoolRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        _now = Math.Max(_now, now.UtcTicks);
        foreach (var report in OrEmpty(request.Reports))
        {
            Report(report);
        }

        foreach (var id in OrEmpty(request.Release))
        {
            if (Forget(id) is { } reservation)
            {
                GroupOf(reservation.Group).GiveBack(reservation);
            }
        }

        if (request.Keys is { IsDefault: false } keys)
        {
            Join(keys);
        }

        if (request.Forgive)
        {
            foreach (var key in _keys.Values.Where(k => k.Out).ToArray())
            {
                _keys[key.Id] = key with { Out = false };
            }

            _outage.TryNow(_now);
        }

        Advance();
        return Serve(request.Claimant, Math.Max(0, request.Want));
    }

    private KeyPoolReply Serve(string claimant, int want)
    {
        var place = _line.PlaceOf(claimant, ++_serial) with { Want = want };
        if (want == 0 || !_keys.Values.Any(k => !k.Out))
        {
            _line.Leave(claimant);
            return new KeyPoolReply([], want == 0 ? null : WaitFor(KeyWaitKind.NoUsableKey, null), Pace(claimant));
        }

        var grants = ImmutableArray.CreateBuilder<KeyGrant>();
        KeyPoolWait? wait = null;
        while (place.Want > 0 && wait is null)
        {
            if (_outage.Blocks(_now, _reservations.Keys, _options.Window.Ticks / 10) is { } until)
            {
                wait = WaitFor(KeyWaitKind.Unreachable, At(until));
                _line.Keep(place with { Until = until });
                break;
            }

            var ahead = _line.Ahead(place, ClaimHorizon);
            var next = Next(ahead);
            if (!IsDue(next.Start, next.Kind))
            {
                wait = WaitFor(Next(0).Start < next.Start ? KeyWaitKind.Turn : next.Kind, AskAgain(next.Start, next.Kind));
                _line.Keep(place with { Until = wait.Until!.Value.Ticks });
                break;
            }

            grants.Add(Grant(claimant, Next(0)));
            place = place with { Want = place.Want - 1, Served = place.Served + 1, Place = _serial };
            _line.Pass(claimant, place.Served, ClaimHorizon);
        }

        if (wait is null)
        {
            _line.Leave(claimant);
        }

        return new KeyPoolReply(grants.ToImmutable(), wait, Pace(claimant));
    }

    private KeyPoolWait WaitFor(KeyWaitKind kind, DateTimeOffset? until) => new(kind, until, _keys.Count, _keys.Values.Count(k => k.Out));

    private KeyGrant Grant(string claimant, (long Start, KeyWaitKind Kind, KeyGroup Group) next)
    {
        var key = _keys.Values.Where(k => !k.Out && k.Group == next.Group.Name).MinBy(k => k.Used)!;
        _keys[key.Id] = key with { Used = ++_serial };
        var slot = next.Group.Take(next.Start);
        var id = string.Create(CultureInfo.InvariantCulture, $"{_serial:x}-{next.Start / TimeSpan.TicksPerMillisecond:x}");
        Remember(new ReservationState(id, _serial, key.Id, next.Group.Name, claimant, next.Start, slot));
        return new KeyGrant(id, key.Id, At(next.Start), At(next.Start + _options.Grace.Ticks));
    }

    private KeyPoolPace? Pace(string claimant)
    {
        var groups = _groups.Values.Where(g => g.Configured > 0).ToArray();
        if (_outage.State is not null
            || groups.Sum(g => g.Limit) is 0 or > KeyPoolPace.MostSlots
            || _line.Places.Any(p => p.Claimant != claimant)
            || _reservations.Values.Any(r => r.Claimant != claimant))
        {
            return null;
        }

        var unreported = _reservations.Values.ToLookup(r => r.Group);
        return new KeyPoolPace(At(_now), TimeSpan.FromTicks(groups[0].Span), [.. groups.SelectMany(g => g.FreeInMs(unreported[g.Name], _now)).Order()]);
    }

    /// <summary>The earliest start that is left when <paramref name="others"/> earlier ones belong to others.</summary>
    private (long Start, KeyWaitKind Kind, KeyGroup Group) Next(int others)
    {
        var next = NextOfGroups(others);
        var later = _now + (_options.Window.Ticks / 10);
        return _options.MaxInFlightInAll is { } most && _reservations.Count + others >= most && later > next.Start ? (later, KeyWaitKind.Turn, next.Group) : next;
    }

    private (long Start, KeyWaitKind Kind, KeyGroup Group) NextOfGroups(int others)
    {
        var groups = _groups.Values.Where(g => g.Configured > 0).ToArray();
        var taken = new int[groups.Length];
        var starts = groups.Select(g => g.Start(0, _now)).ToArray();
        while (true)
        {
            var best = 0;
            for (var i = 1; i < groups.Length; i++)
            {
                if (starts[i].Start < starts[best].Start || (starts[i].Start == starts[best].Start && groups[i].Room > groups[best].Room))
                {
                    best = i;
                }
            }

            if (others-- == 0)
            {
                return (starts[best].Start, starts[best].Kind, groups[best]);
            }

            starts[best] = groups[best].Start(++taken[best], _now);
        }
    }

    // Only what is sure to come is given out ahead of time: not a new day, nor a place that a call in flight still holds.
    private bool IsDue(long start, KeyWaitKind kind) => start <= _now + Ahead(kind);

    private DateTimeOffset AskAgain(long start, KeyWaitKind kind) => At(start - Ahead(kind));

    private long Ahead(KeyWaitKind kind) => kind is KeyWaitKind.Window or KeyWaitKind.Cooldown ? _options.Lookahead.Ticks : 0;

    private void Report(CallReport report)
    {
        if (Forget(report.Reservation) is not { } reservation)
        {
            return;
        }

        if (report.Failure is FailureKind.Unreachable)
        {
            GroupOf(reservation.Group).GiveBack(reservation);
            _outage.NotReached(reservation.Serial, _serial, _now);
            return;
        }

        _outage.Reached(reservation.Serial);
        GroupOf(reservation.Group).Ended(reservation, report, _now);
        if (report.Failure is FailureKind.InvalidKey or FailureKind.NotEntitled
            && _keys.TryGetValue(reservation.Key, out var key)
            && key.Joined <= reservation.Serial)
        {
            _keys[key.Id] = key with { Out = true };
        }
    }

    private void Join(ImmutableArray<KeyDescriptor> keys)
    {
        var ids = keys.Select(k => k.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var left in _keys.Keys.Where(id => !ids.Contains(id)).ToArray())
        {
            _keys.Remove(left);
        }

        foreach (var key in keys)
        {
            if (!_keys.TryGetValue(key.Id, out var known) || known.Group != key.Group || known.Requests != key.Requests)
            {
                _keys[key.Id] = new KeyState(key.Id, key.Group, key.Requests, ++_serial, 0, false);
            }
        }
    }

    private void Advance()
    {
        ConfigureGroups();
        foreach (var group in _groups.Values.ToArray())
        {
            group.Advance(_now);
            if (group.IsForgettable(_now))
            {
                _groups.Remove(group.Name);
            }
        }

        foreach (var reservation in _reservations.Values.Where(r => Math.Max(r.Slot, r.NotBefore + _options.Lease.Ticks) <= _now).ToArray())
        {
            Forget(reservation.Id);
        }

        _line.Forget(_now - Patience);
    }

    private void ConfigureGroups()
    {
        foreach (var group in _groups.Values)
        {
            group.Configured = 0;
        }

        foreach (var key in _keys.Values.Where(k => !k.Out))
        {
            var group = GroupOf(key.Group);
            var requests = Math.Max(1, key.Requests ?? _options.Requests);
            group.Configured = group.Configured == 0 ? requests : Math.Min(group.Configured, requests);
        }
    }

    private KeyGroup GroupOf(string name) =>
        _groups.TryGetValue(name, out var group) ? group : _groups[name] = new KeyGroup(_options, new GroupState { Name = name });

    private void Remember(ReservationState reservation)
    {
        _reservations[reservation.Serial] = reservation;
        _serials[reservation.Id] = reservation.Serial;
    }

    private ReservationState? Forget(string id) =>
        _serials.Remove(id, out var serial) && _reservations.Remove(serial, out var reservation) ? reservation : null;

    private static ImmutableArray<T> OrEmpty<T>(ImmutableArray<T> items) => items.IsDefault ? [] : items;

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
