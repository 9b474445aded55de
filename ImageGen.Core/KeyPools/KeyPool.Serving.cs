using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <content>Serves a claimant from the project that may start first, or decides what it waits for.</content>
public sealed partial class KeyPool
{
    private KeyPoolReply Serve(KeyPoolRequest request, int want, string model)
    {
        var claimant = request.Claimant;
        var place = _line.PlaceOf(claimant, ++_serial) with { Want = want, Instance = request.Instance };
        var projects = ProjectsFor(model);
        if (want == 0 || projects.Length == 0)
        {
            _line.Leave(claimant);
            return Reply([], want == 0 ? null : WaitForUsableKey(model), claimant, projects);
        }

        var reservations = ImmutableArray.CreateBuilder<Reservation>();
        KeyPoolWait? wait = null;
        while (place.Want > 0 && wait is null)
        {
            if (_outage.FindBlockEnd(_now, _reservations.Serials, _options.Window.Ticks / 10) is { } until)
            {
                var outage = _outage.State!;
                wait = WaitFor(KindOf(outage), At(until), projects, outage);
                _line.Put(place with { Until = until });
                break;
            }

            var rivals = RivalsOf(place);
            var next = FindStart(projects, _line.CountAhead(place, rivals.HasClaim));
            if (!IsDue(next.Start, next.Kind))
            {
                var isTurn = FindStart(projects, 0).Start < next.Start;
                var again = AskAgainAt(next.Start, next.Kind);
                wait = isTurn
                    ? WaitFor(KeyWaitKind.Turn, again, projects)
                    : WaitFor(next.Kind, again, projects, next.Project.Outage);
                if (next.Kind is KeyWaitKind.Turn && _reservations.HoldsAny(claimant))
                {
                    // It comes back when its attempt ends, or is called when a place is free.
                    wait = wait with { Until = null };
                }

                _line.Put(place with { Until = again.Ticks });
                break;
            }

            reservations.Add(Reserve(request, FindStart(projects, 0)));
            place = place with { Want = place.Want - 1, Served = place.Served + 1, Place = _serial };
            _line.RecordServed(claimant, place.Served, rivals.GathersCredit);
        }

        if (wait is null)
        {
            _line.Leave(claimant);
        }
        else if (wait.Kind is KeyWaitKind.Turn && request.Following > 0 && reservations.Count > 0)
        {
            AddFollowing(reservations, place, request, projects);
        }

        return Reply(reservations.ToImmutable(), wait, claimant, projects);
    }

    private KeyPoolReply Reply(ImmutableArray<Reservation> reservations, KeyPoolWait? wait, string claimant, QuotaProject[] projects)
    {
        ImmutableArray<ProjectLimit> learned = [.. Limits().Where(l => l.Learned is not null)];
        return new KeyPoolReply(reservations, wait, Pace(claimant, projects), learned.IsEmpty ? null : learned);
    }

    /// <summary>The projects that have a usable key and may use <paramref name="model"/>.</summary>
    private QuotaProject[] ProjectsFor(string model) =>
        [.. _projects.Values.Where(g => g.Configured > 0 && g.ClosedFor(model, _now) is null)];

    private KeyPoolWait WaitFor(KeyWaitKind kind, DateTimeOffset? until, QuotaProject[] projects, OutageState? outage = null)
    {
        var isOutage = outage is not null && kind is KeyWaitKind.Unreachable or KeyWaitKind.Overloaded or KeyWaitKind.Credit;
        return new KeyPoolWait(
            kind,
            until,
            _keys.Count,
            _keys.Values.Count(k => k.Out || !projects.Any(g => g.Name == k.Group)),
            isOutage && outage!.Since > 0 ? At(outage.Since) : null,
            isOutage ? outage!.Detail : null);
    }

    /// <summary>No key can be used: for the keys' own sake, or because their projects may not use the model.</summary>
    private KeyPoolWait WaitForUsableKey(string model)
    {
        var closed = _projects.Values.Where(g => g.Configured > 0).Select(g => g.ClosedFor(model, _now)).OfType<ClosedModel>()
            .Where(c => c.Kind is not FailureKind.NotEntitled).ToArray();
        return closed.Length == 0
            ? WaitFor(KeyWaitKind.NoUsableKey, null, [])
            : WaitFor(KeyWaitKind.ModelUnavailable, null, []) with { Detail = closed[0].Reason };
    }

    private Reservation Reserve(KeyPoolRequest request, (long Start, KeyWaitKind Kind, QuotaProject Project) next, long? follows = null)
    {
        var late = Lateness(follows is not null);
        var key = _keys.Values.Where(k => !k.Out && k.Group == next.Project.Name).MinBy(k => k.Used)!;
        _keys[key.Id] = key with { Used = ++_serial };
        var (slot, count) = next.Project.TakeSlot(next.Start, late);
        var id = string.Create(CultureInfo.InvariantCulture, $"{_serial:x}-{next.Start / TimeSpan.TicksPerMillisecond:x}");
        _reservations.Add(new ReservationState(id, _serial, key.Id, next.Project.Name, request.Claimant, next.Start, slot, count, follows)
        {
            Unreceived = RecipientOf(request),
        });
        return new Reservation(id, key.Id, At(next.Start), At(next.Start + late));
    }

    private KeyPoolPace? Pace(string claimant, QuotaProject[] projects)
    {
        if (_outage.State is not null
            || projects.Any(g => g.Outage is not null)
            || projects.Sum(g => g.Limit) is 0 or > KeyPoolPace.MostSlots
            || _line.Places.Any(p => p.Claimant != claimant)
            || _reservations.All.Any(r => r.Claimant != claimant))
        {
            return null;
        }

        var unreported = _reservations.All.ToLookup(r => r.Group);
        return new KeyPoolPace(
            At(_now), TimeSpan.FromTicks(projects[0].Span), [.. projects.SelectMany(g => g.FreeInMs(unreported[g.Name], _now)).Order()]);
    }

    /// <summary>The earliest start that is left when <paramref name="others"/> earlier ones belong to others.</summary>
    private (long Start, KeyWaitKind Kind, QuotaProject Project) FindStart(QuotaProject[] projects, int others)
    {
        var next = FindStartOfProjects(projects, others);
        var later = _now + (_options.Window.Ticks / 2);
        return MaxInFlightInAll is { } most && _reservations.Places + others >= most && later > next.Start
            ? (later, KeyWaitKind.Turn, next.Project)
            : next;
    }

    private (long Start, KeyWaitKind Kind, QuotaProject Project) FindStartOfProjects(QuotaProject[] projects, int others) =>
        EnumerateStarts(projects).ElementAt(others);

    /// <summary>The starts of all projects, the earliest first. There is no end of them.</summary>
    private IEnumerable<(long Start, KeyWaitKind Kind, QuotaProject Project)> EnumerateStarts(QuotaProject[] projects)
    {
        var taken = new int[projects.Length];
        var starts = projects.Select(g => StartOf(g, 0)).ToArray();
        while (true)
        {
            var best = 0;
            for (var i = 1; i < projects.Length; i++)
            {
                var isEqual = starts[i].Start == starts[best].Start;
                if (starts[i].Start < starts[best].Start || (isEqual && IsBetter(projects[i], projects[best])))
                {
                    best = i;
                }
            }

            yield return (starts[best].Start, starts[best].Kind, projects[best]);
            starts[best] = StartOf(projects[best], ++taken[best]);
        }
    }

    private (long Start, KeyWaitKind Kind) StartOf(QuotaProject project, int others)
    {
        // Only a project in an outage asks which of its reservations are in force.
        var reserved = _reservations.All.Where(r => r.Group == project.Name).Select(r => r.Serial);
        return project.FindStart(others, _now, reserved, _outage.State);
    }

    private static bool IsBetter(QuotaProject one, QuotaProject other) =>
        one.Faults != other.Faults ? one.Faults < other.Faults : one.Room > other.Room;

    // Only what is sure to come is given out ahead of time: not a new day, nor a place that a call in flight still holds.
    private bool IsDue(long start, KeyWaitKind kind) => start <= _now + LookaheadOf(kind);

    private DateTimeOffset AskAgainAt(long start, KeyWaitKind kind) => At(start - LookaheadOf(kind));

    private long LookaheadOf(KeyWaitKind kind) => kind is KeyWaitKind.Window or KeyWaitKind.Cooldown ? _options.Lookahead.Ticks : 0;
}
