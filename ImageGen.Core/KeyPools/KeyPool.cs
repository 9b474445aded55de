using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <summary>
/// Decides which run may make an attempt when, and with which key: a state machine that all runs of a style share. Holds every quota
/// project under its limits, serves claimants in turn and learns from what the service answers. Pure: no clock, no
/// lock; same state and same exchange, same reply. Not thread-safe: its host calls it from one thread at a time. The rules
/// are in the README beside it.
/// </summary>
public sealed partial class KeyPool
{
    private readonly KeyPoolOptions _options;
    private readonly SortedDictionary<string, KeyState> _keys = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, QuotaProject> _projects = new(StringComparer.Ordinal);
    private readonly OpenReservations _reservations = new();
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

    private int? MaxInFlightInAll =>
        _options.MaxInFlightInAll is { } most && _cap.Cap is { } cap ? Math.Min(most, cap) : _options.MaxInFlightInAll ?? _cap.Cap;

    private long PlaceTimeout => (_options.PlaceTimeout ?? _options.Window / 6).Ticks;

    // A claimant due within a window has a claim on what is free now; one that is due later (at the day's end, say) has not.
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
            pool._reservations.Add(reservation);
            pool.ProjectOf(reservation.Group).AddPlace(reservation);
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
            pool._reservations.Remove(reservation.Id);
            pool.ProjectOf(reservation.Group).CountLost(reservation);
        }

        return pool;
    }

    /// <summary>Its whole state, for JSON.</summary>
    public KeyPoolSnapshot Snapshot() => new()
    {
        Now = _now,
        Serial = _serial,
        Keys = [.. _keys.Values],
        Groups = [.. _projects.Values.Select(g => g.Save())],
        Reservations = [.. _reservations.All],
        Line = [.. _line.Places],
        Outage = _outage.State,
        InFlight = _cap.State,
    };

    /// <summary>
    /// Handles one event: applies reports, released reservations and the list of keys, then serves. A clock that went backwards is taken
    /// to stand still. What is not known (reports that come twice, reservations of another pool) is ignored.
    /// </summary>
    public KeyPoolReply Exchange(KeyPoolRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        _now = Math.Max(_now, now.UtcTicks);
        Reconcile(request);
        foreach (var report in OrEmpty(request.Reports))
        {
            ApplyReport(report);
        }

        foreach (var id in OrEmpty(request.Release))
        {
            if (_reservations.Remove(id) is { } reservation)
            {
                ProjectOf(reservation.Group).ReleaseSlot(reservation);
            }
        }

        foreach (var id in OrEmpty(request.Unmade ?? []))
        {
            if (_reservations.Remove(id) is { } reservation)
            {
                ProjectOf(reservation.Group).ReleasePlace(reservation);
            }
        }

        if (request.Keys is { IsDefault: false } keys)
        {
            ApplyKeys(keys);
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
        return MayFree(request) && FindNextInLine(request.Claimant) is { IsEmpty: false } next ? reply with { Next = next } : reply;
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

        foreach (var reservation in _reservations.All.Where(r => HasLapsed(r.Slot, r.NotBefore)).ToArray())
        {
            _reservations.Remove(reservation.Id);
        }

        _line.RemoveLate(_now - PlaceTimeout, _reservations.HoldsAny);
    }

    /// <summary>True when a reservation counts neither in the window nor as in flight any more.</summary>
    private bool HasLapsed(long slot, long notBefore) => Math.Max(slot, notBefore + _options.Lease.Ticks) <= _now;

    private QuotaProject ProjectOf(string name) =>
        _projects.TryGetValue(name, out var project)
            ? project
            : _projects[name] = new QuotaProject(_options, new QuotaProjectState { Name = name });

    private static ImmutableArray<T> OrEmpty<T>(ImmutableArray<T> items) => items.IsDefault ? [] : items;

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
