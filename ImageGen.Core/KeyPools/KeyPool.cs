using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>
/// Who may call, with which key, when: a state machine that all runs of a style share. It keeps every project of keys under its limits,
/// serves claimants in turn and learns from what the service answers. Pure: no clock, no lock; same state and same exchange, same answer.
/// Not thread-safe: its host calls it from one thread at a time. The rules are in the README beside it.
/// </summary>
public sealed partial class KeyPool
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
    private int _following;

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

    /// <summary>Places in use. Those that follow in one take none.</summary>
    private int InFlight => _reservations.Count - _following;

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
        foreach (var project in snapshot.Groups)
        {
            pool._projects[project.Name] = new QuotaProject(options, project);
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
    /// A pool that continues where <paramref name="snapshot"/> was taken by a process that is gone, and all its claimants with it: no one
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

        foreach (var project in _projects.Values.Where(_ => request.ResetLimits))
        {
            project.ResetLimit();
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
        QuotaProject[] projects = [.. _projects.Values.Where(g => g.Configured > 0)];
        if (projects.Length == 0 || _outage.Blocks(_now, _reservations.Keys, _options.Window.Ticks / 10) is not null)
        {
            return [];
        }

        var instances = ImmutableArray.CreateBuilder<string>();
        var starts = 0;
        var held = MaxInFlightInAll is null ? [] : PlacesHeld();
        foreach (var place in _line.InOrder.Where(p => p.Claimant != claimant).OrderBy(p => held.GetValueOrDefault(p.Claimant)).ToArray())
        {
            var next = Next(projects, starts++);
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

    private ProjectLimit LimitOf(QuotaProject project, int? learned) =>
        new(project.Name, project.Configured, learned, ProjectLimit.SecondsOf(_options.Window));

    private void Advance()
    {
        ConfigureProjects();
        foreach (var project in _projects.Values.ToArray())
        {
            project.Advance(_now);
            if (project.IsForgettable(_now))
            {
                _projects.Remove(project.Name);
            }
        }

        foreach (var reservation in _reservations.Values.Where(r => Math.Max(r.Slot, r.NotBefore + _options.Lease.Ticks) <= _now).ToArray())
        {
            Forget(reservation.Id);
        }

        _line.Forget(_now - Patience, HoldsPlace);
    }

    private QuotaProject ProjectOf(string name) =>
        _projects.TryGetValue(name, out var project)
            ? project
            : _projects[name] = new QuotaProject(_options, new QuotaProjectState { Name = name });

    private void Remember(ReservationState reservation)
    {
        _reservations[reservation.Serial] = reservation;
        _serials[reservation.Id] = reservation.Serial;
        _following += reservation.Follows is null ? 0 : 1;
    }

    private ReservationState? Forget(string id)
    {
        if (!_serials.Remove(id, out var serial) || !_reservations.Remove(serial, out var reservation))
        {
            return null;
        }

        _following -= reservation.Follows is null ? 0 : 1;
        if (reservation.Follows is null && _following > 0)
        {
            PassPlaceOn(serial);
        }

        return reservation;
    }

    /// <summary>The place belongs to the first of those that follow.</summary>
    private void PassPlaceOn(long serial)
    {
        ReservationState[] following = [.. _reservations.Values.Where(r => r.Follows == serial)];
        for (var i = 0; i < following.Length; i++)
        {
            _reservations[following[i].Serial] = following[i] with { Follows = i == 0 ? null : following[0].Serial };
        }

        _following -= following.Length > 0 ? 1 : 0;
    }

    private static ImmutableArray<T> OrEmpty<T>(ImmutableArray<T> items) => items.IsDefault ? [] : items;

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
