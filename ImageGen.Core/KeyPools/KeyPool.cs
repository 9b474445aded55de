using System.Globalization;
using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>
/// Who may call, with which key, when: a state machine that all runs of a style share. It keeps every group of keys under its limits,
/// serves claimants in turn and learns from what the service answers. Pure: no clock, no lock; same state and same exchange, same answer.
/// Not thread-safe: its host calls it from one thread at a time. The rules are in the README beside it.
/// </summary>
public sealed class KeyPool
{
    private readonly KeyPoolOptions _options;
    private readonly SortedDictionary<string, KeyState> _keys = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, QuotaProject> _projects = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, ReservationState> _reservations = [];
    private readonly Dictionary<string, long> _serials = new(StringComparer.Ordinal);
    private readonly WaitingLine _line = new();
    private Outage _outage = new(isOfOneProject: false);
    private InFlightCap _cap;
    private long _now;
    private long _serial;

    /// <summary>An empty pool: keys come with the first exchange.</summary>
    public KeyPool(KeyPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _cap = new InFlightCap(options.InFlightAtFirst);
    }

    // Enough for every run that a host allows, and no long message.
    private const int MostNext = 20;

    private int? MaxInFlightInAll =>
        _options.MaxInFlightInAll is { } most && _cap.Cap is { } cap ? Math.Min(most, cap) : _options.MaxInFlightInAll ?? _cap.Cap;

    private long Patience => (_options.Patience ?? _options.Window / 6).Ticks;

    // Who was told to come within a window has a claim on what is free now; who was told to come later (the day's end, say) has not.
    private long ClaimHorizon => _now + _options.Window.Ticks + (_options.Margin ?? _options.Window / 200).Ticks + _options.Grace.Ticks;

    /// <summary>A pool that continues where <paramref name="snapshot"/> was taken. Options may have changed since.</summary>
    public static KeyPool Restore(KeyPoolSnapshot snapshot, KeyPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var pool = new KeyPool(options) { _now = snapshot.Now, _serial = snapshot.Serial };
        pool._line.Restore(snapshot.Line);
        pool._outage = new Outage(isOfOneProject: false, snapshot.Outage);
        pool._cap = new InFlightCap(options.InFlightAtFirst, snapshot.InFlight);
        foreach (var group in snapshot.Groups)
        {
            pool._projects[group.Name] = new QuotaProject(options, group);
        }

        foreach (var key in snapshot.Keys)
        {
            pool._keys[key.Id] = key;
        }

        pool.ConfigureProjects();
        foreach (var reservation in snapshot.Reservations)
        {
            pool.Remember(reservation);
            pool.ProjectOf(reservation.Group).Resume(reservation);
        }

        return pool;
    }

    /// <summary>
    /// A pool that continues where <paramref name="snapshot"/> was taken by a process that is gone, and all its claimants with it: nobody
    /// will report its calls, so none of them is in flight any more, and each counts as made, as late as it might have been, at the highest
    /// price.
    /// </summary>
    public static KeyPool Inherit(KeyPoolSnapshot snapshot, KeyPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var pool = Restore(snapshot with { Line = [] }, options);
        foreach (var reservation in snapshot.Reservations)
        {
            pool.Forget(reservation.Id);
            pool.ProjectOf(reservation.Group).Lose(reservation);
        }

        return pool;
    }

    /// <summary>All that it remembers.</summary>
    public KeyPoolSnapshot Snapshot() => new()
    {
        Now = _now,
        Serial = _serial,
        Keys = [.. _keys.Values],
        Groups = [.. _projects.Values.Select(g => g.Save())],
        Reservations = [.. _reservations.Values],
        Line = [.. _line.Places],
        Outage = _outage.State,
        InFlight = _cap.State,
    };

    /// <summary>
    /// One event: takes in how calls ended, what was not used and which keys there are, then serves. A clock that went backwards is taken
    /// to stand still. What is not known (reports that come twice, reservations of another pool) is ignored.
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
                ProjectOf(reservation.Group).GiveBack(reservation);
            }
        }

        if (request.Keys is { IsDefault: false } keys)
        {
            Join(keys);
        }

        if (request.Forgive)
        {
            Forgive();
        }

        foreach (var group in _projects.Values.Where(_ => request.ResetLimits))
        {
            group.ResetLimit();
        }

        Advance();
        var reply = Serve(request, Math.Max(0, request.Want), request.Model ?? string.Empty);
        return MayFree(request) && NextInLine(request.Claimant) is { IsEmpty: false } next ? reply with { Next = next } : reply;
    }

    /// <summary>
    /// Only these bring others forward: an exchange that merely asks does not, so that two that cannot be served never call each other.
    /// </summary>
    private static bool MayFree(KeyPoolRequest request) =>
        OrEmpty(request.Reports).Length + OrEmpty(request.Release).Length > 0
            || request.Keys is not null
            || request.Forgive
            || request.ResetLimits;

    /// <summary>Those in line that could start now although they were told to come later.</summary>
    private ImmutableArray<string> NextInLine(string claimant)
    {
        QuotaProject[] groups = [.. _projects.Values.Where(g => g.Configured > 0)];
        if (groups.Length == 0 || _outage.Blocks(_now, _reservations.Keys, _options.Window.Ticks / 10) is not null)
        {
            return [];
        }

        var instances = ImmutableArray.CreateBuilder<string>();
        var starts = 0;
        foreach (var place in _line.InOrder.Where(p => p.Claimant != claimant).ToArray())
        {
            var next = Next(groups, starts++);
            if (!IsDue(next.Start, next.Kind) || instances.Count == MostNext)
            {
                break;
            }

            if (place.Instance is { } instance && place.Until > _now)
            {
                instances.Add(instance);
                _line.Keep(place with { Until = _now });
            }
        }

        return instances.ToImmutable();
    }

    /// <summary>The request limits of the projects that have a usable key, by name.</summary>
    public ImmutableArray<ProjectLimit> Limits() =>
        [.. _projects.Values.Where(g => g.Configured > 0).Select(g => LimitOf(g, g.Learned))];

    /// <summary>
    /// The same as of <paramref name="now"/>, which may be long after the last exchange: what is too old by then is left out.
    /// </summary>
    public ImmutableArray<ProjectLimit> Limits(DateTimeOffset now) =>
        [.. _projects.Values.Where(g => g.Configured > 0).Select(g => LimitOf(g, g.LearnedAt(now.UtcTicks)))];

    private ProjectLimit LimitOf(QuotaProject group, int? learned) =>
        new(group.Name, group.Configured, learned, ProjectLimit.SecondsOf(_options.Window));

    private void Forgive()
    {
        foreach (var key in _keys.Values.Where(k => k.Out).ToArray())
        {
            _keys[key.Id] = key with { Out = false };
        }

        foreach (var group in _projects.Values)
        {
            group.Forgive(_now);
        }

        _outage.TryNow(_now);
    }

    private KeyPoolReply Serve(KeyPoolRequest request, int want, string model)
    {
        var claimant = request.Claimant;
        var place = _line.PlaceOf(claimant, ++_serial) with { Want = want, Instance = request.Instance };
        var groups = ProjectsFor(model);
        if (want == 0 || groups.Length == 0)
        {
            _line.Leave(claimant);
            return Reply([], want == 0 ? null : NothingUsable(model), claimant, groups);
        }

        var reservations = ImmutableArray.CreateBuilder<Reservation>();
        KeyPoolWait? wait = null;
        while (place.Want > 0 && wait is null)
        {
            if (_outage.Blocks(_now, _reservations.Keys, _options.Window.Ticks / 10) is { } until)
            {
                var outage = _outage.State!;
                wait = WaitFor(KindOf(outage), At(until), groups, outage);
                _line.Keep(place with { Until = until });
                break;
            }

            var next = Next(groups, _line.Ahead(place, ClaimHorizon));
            if (!IsDue(next.Start, next.Kind))
            {
                var isTurn = Next(groups, 0).Start < next.Start;
                wait = isTurn
                    ? WaitFor(KeyWaitKind.Turn, AskAgain(next.Start, next.Kind), groups)
                    : WaitFor(next.Kind, AskAgain(next.Start, next.Kind), groups, next.Group.Outage);
                _line.Keep(place with { Until = wait.Until!.Value.Ticks });
                break;
            }

            reservations.Add(Reservation(claimant, Next(groups, 0)));
            place = place with { Want = place.Want - 1, Served = place.Served + 1, Place = _serial };
            _line.Pass(claimant, place.Served, ClaimHorizon);
        }

        if (wait is null)
        {
            _line.Leave(claimant);
        }

        return Reply(reservations.ToImmutable(), wait, claimant, groups);
    }

    private KeyPoolReply Reply(ImmutableArray<Reservation> reservations, KeyPoolWait? wait, string claimant, QuotaProject[] groups)
    {
        ImmutableArray<ProjectLimit> learned = [.. Limits().Where(l => l.Learned is not null)];
        return new KeyPoolReply(reservations, wait, Pace(claimant, groups), learned.IsEmpty ? null : learned);
    }

    /// <summary>The projects that have a usable key and may use <paramref name="model"/>.</summary>
    private QuotaProject[] ProjectsFor(string model) =>
        [.. _projects.Values.Where(g => g.Configured > 0 && g.ClosedFor(model, _now) is null)];

    private KeyPoolWait WaitFor(KeyWaitKind kind, DateTimeOffset? until, QuotaProject[] groups, OutageState? outage = null)
    {
        var isOutage = outage is not null && kind is KeyWaitKind.Unreachable or KeyWaitKind.Overloaded or KeyWaitKind.Credit;
        return new KeyPoolWait(
            kind,
            until,
            _keys.Count,
            _keys.Values.Count(k => k.Out || !groups.Any(g => g.Name == k.Group)),
            isOutage && outage!.Since > 0 ? At(outage.Since) : null,
            isOutage ? outage!.Detail : null);
    }

    /// <summary>No key can be used: for the keys' own sake, or because their projects may not use the model.</summary>
    private KeyPoolWait NothingUsable(string model)
    {
        var closed = _projects.Values.Where(g => g.Configured > 0).Select(g => g.ClosedFor(model, _now)).OfType<ClosedModel>()
            .Where(c => c.Kind is not FailureKind.NotEntitled).ToArray();
        return closed.Length == 0
            ? WaitFor(KeyWaitKind.NoUsableKey, null, [])
            : WaitFor(KeyWaitKind.ModelUnavailable, null, []) with { Detail = closed[0].Reason };
    }

    private Reservation Reservation(string claimant, (long Start, KeyWaitKind Kind, QuotaProject Group) next)
    {
        var key = _keys.Values.Where(k => !k.Out && k.Group == next.Group.Name).MinBy(k => k.Used)!;
        _keys[key.Id] = key with { Used = ++_serial };
        var (slot, count) = next.Group.Take(next.Start);
        var id = string.Create(CultureInfo.InvariantCulture, $"{_serial:x}-{next.Start / TimeSpan.TicksPerMillisecond:x}");
        Remember(new ReservationState(id, _serial, key.Id, next.Group.Name, claimant, next.Start, slot, count));
        return new Reservation(id, key.Id, At(next.Start), At(next.Start + _options.Grace.Ticks));
    }

    private KeyPoolPace? Pace(string claimant, QuotaProject[] groups)
    {
        if (_outage.State is not null
            || groups.Any(g => g.Outage is not null)
            || groups.Sum(g => g.Limit) is 0 or > KeyPoolPace.MostSlots
            || _line.Places.Any(p => p.Claimant != claimant)
            || _reservations.Values.Any(r => r.Claimant != claimant))
        {
            return null;
        }

        var unreported = _reservations.Values.ToLookup(r => r.Group);
        return new KeyPoolPace(
            At(_now), TimeSpan.FromTicks(groups[0].Span), [.. groups.SelectMany(g => g.FreeInMs(unreported[g.Name], _now)).Order()]);
    }

    /// <summary>The earliest start that is left when <paramref name="others"/> earlier ones belong to others.</summary>
    private (long Start, KeyWaitKind Kind, QuotaProject Group) Next(QuotaProject[] groups, int others)
    {
        var next = NextOfProjects(groups, others);
        var later = _now + (_options.Window.Ticks / 10);
        return MaxInFlightInAll is { } most && _reservations.Count + others >= most && later > next.Start
            ? (later, KeyWaitKind.Turn, next.Group)
            : next;
    }

    private (long Start, KeyWaitKind Kind, QuotaProject Group) NextOfProjects(QuotaProject[] groups, int others)
    {
        var taken = new int[groups.Length];
        var starts = groups.Select(g => StartOf(g, 0)).ToArray();
        while (true)
        {
            var best = 0;
            for (var i = 1; i < groups.Length; i++)
            {
                var isEqual = starts[i].Start == starts[best].Start;
                if (starts[i].Start < starts[best].Start || (isEqual && IsBetter(groups[i], groups[best])))
                {
                    best = i;
                }
            }

            if (others-- == 0)
            {
                return (starts[best].Start, starts[best].Kind, groups[best]);
            }

            starts[best] = StartOf(groups[best], ++taken[best]);
        }
    }

    private (long Start, KeyWaitKind Kind) StartOf(QuotaProject group, int others)
    {
        // Only a project in an outage asks which of its reservations are in force.
        var reserved = _reservations.Values.Where(r => r.Group == group.Name).Select(r => r.Serial);
        return group.Start(others, _now, reserved, _outage.State);
    }

    private static bool IsBetter(QuotaProject one, QuotaProject other) =>
        one.Faults != other.Faults ? one.Faults < other.Faults : one.Room > other.Room;

    // Only what is sure to come is given out ahead of time: not a new day, nor a place that a call in flight still holds.
    private bool IsDue(long start, KeyWaitKind kind) => start <= _now + Ahead(kind);

    private DateTimeOffset AskAgain(long start, KeyWaitKind kind) => At(start - Ahead(kind));

    private long Ahead(KeyWaitKind kind) => kind is KeyWaitKind.Window or KeyWaitKind.Cooldown ? _options.Lookahead.Ticks : 0;

    private void Report(AttemptReport report)
    {
        if (Forget(report.Reservation) is not { } reservation)
        {
            return;
        }

        var group = ProjectOf(reservation.Group);
        if (report.Failure is FailureKind.Unreachable)
        {
            group.GiveBack(reservation);
            _outage.Failed(reservation.Serial, _serial, _now, FailureKind.Unreachable, report.Detail);
            return;
        }

        if (report.Failure is null)
        {
            _cap.Served(_reservations.Count + 1);
        }
        else if (report.Failure is FailureKind.Transient or FailureKind.Unanswered)
        {
            _cap.Failed(reservation.Serial, _serial);
        }

        group.Ended(reservation, report, _serial, _now);
        Conclude(reservation.Serial, report);
        if (report.Failure is FailureKind.InvalidKey
            && _keys.TryGetValue(reservation.Key, out var key)
            && key.Joined <= reservation.Serial)
        {
            _keys[key.Id] = key with { Out = true };
        }
    }

    /// <summary>What the end of an attempt tells of the service as a whole.</summary>
    private void Conclude(long serial, AttemptReport report)
    {
        var kind = report.Failure is FailureKind.Unanswered ? FailureKind.Transient : report.Failure;
        if (kind is FailureKind.Transient or FailureKind.CreditExhausted && IsOfAll(kind.Value))
        {
            _outage.Failed(serial, _serial, _now, kind.Value, report.Detail);
        }
        else if (report.Failure is null || (_outage.State?.Kind is FailureKind.Unreachable && report.Failure is not FailureKind.Unanswered))
        {
            // Any answer proves that the service is reached; only an image, or the lack of one, that it works.
            if (_outage.Ended(serial) && report.Failure is null)
            {
                foreach (var group in _projects.Values)
                {
                    group.ProbeNow(_now);
                }
            }
        }
    }

    /// <summary>True when no project that could serve is served, all for this kind of failure: the trouble is not one project's.</summary>
    private bool IsOfAll(FailureKind kind)
    {
        // Projects without credit are left out of an overload: they could not serve anyway.
        var able = _projects.Values
            .Where(g => g.Configured > 0 && (kind is FailureKind.CreditExhausted || g.Outage?.Kind is not FailureKind.CreditExhausted))
            .ToArray();
        return able.Length > 0 && able.All(g => g.Outage?.Kind == kind);
    }

    private static KeyWaitKind KindOf(OutageState outage) => outage.Kind switch
    {
        FailureKind.Unreachable => KeyWaitKind.Unreachable,
        FailureKind.CreditExhausted => KeyWaitKind.Credit,
        _ => KeyWaitKind.Overloaded,
    };

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
        ConfigureProjects();
        foreach (var group in _projects.Values.ToArray())
        {
            group.Advance(_now);
            if (group.IsForgettable(_now))
            {
                _projects.Remove(group.Name);
            }
        }

        foreach (var reservation in _reservations.Values.Where(r => Math.Max(r.Slot, r.NotBefore + _options.Lease.Ticks) <= _now).ToArray())
        {
            Forget(reservation.Id);
        }

        _line.Forget(_now - Patience);
    }

    private void ConfigureProjects()
    {
        foreach (var group in _projects.Values)
        {
            group.Configured = 0;
        }

        foreach (var key in _keys.Values.Where(k => !k.Out))
        {
            var group = ProjectOf(key.Group);
            var requests = Math.Max(1, key.Requests ?? _options.Requests);
            group.Configured = group.Configured == 0 ? requests : Math.Min(group.Configured, requests);
        }
    }

    private QuotaProject ProjectOf(string name) =>
        _projects.TryGetValue(name, out var group)
            ? group
            : _projects[name] = new QuotaProject(_options, new QuotaProjectState { Name = name });

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
