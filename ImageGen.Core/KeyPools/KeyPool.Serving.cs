using System.Globalization;
using ImageGen.Core.Models;

namespace ImageGen.Core.KeyPools;

/// <content>Which project may serve a claimant now, and what the claimant waits for if none may.</content>
public sealed partial class KeyPool
{
    /// <summary>So many starts a claimant may be ahead of others that hold as many places as it does.</summary>
    private const int MostAhead = 4;

    /// <summary>So many starts a claimant must still want to be given one for later.</summary>
    private const int LeastBehindAFollower = 4;

    /// <summary>So small a part of the window a start may be held for a call that follows another.</summary>
    private const int LongestHold = 8;

    private KeyPoolReply Serve(KeyPoolRequest request, int want, string model)
    {
        var claimant = request.Claimant;
        var place = _line.PlaceOf(claimant, ++_serial) with { Want = want, Instance = request.Instance };
        var projects = ProjectsFor(model);
        if (want == 0 || projects.Length == 0)
        {
            _line.Leave(claimant);
            return Reply([], want == 0 ? null : NothingUsable(model), claimant, projects);
        }

        var reservations = ImmutableArray.CreateBuilder<Reservation>();
        KeyPoolWait? wait = null;
        while (place.Want > 0 && wait is null)
        {
            if (_outage.Blocks(_now, _reservations.Keys, _options.Window.Ticks / 10) is { } until)
            {
                var outage = _outage.State!;
                wait = WaitFor(KindOf(outage), At(until), projects, outage);
                _line.Keep(place with { Until = until });
                break;
            }

            var rivals = RivalsOf(place);
            var next = Next(projects, _line.Ahead(place, rivals.HasClaim));
            if (!IsDue(next.Start, next.Kind))
            {
                var isTurn = Next(projects, 0).Start < next.Start;
                var again = AskAgain(next.Start, next.Kind);
                wait = isTurn
                    ? WaitFor(KeyWaitKind.Turn, again, projects)
                    : WaitFor(next.Kind, again, projects, next.Project.Outage);
                if (next.Kind is KeyWaitKind.Turn && HoldsPlace(claimant))
                {
                    // It comes back when its attempt ends, or is called when a place is free.
                    wait = wait with { Until = null };
                }

                _line.Keep(place with { Until = again.Ticks });
                break;
            }

            reservations.Add(Reservation(claimant, Next(projects, 0)));
            place = place with { Want = place.Want - 1, Served = place.Served + 1, Place = _serial };
            _line.Pass(claimant, place.Served, rivals.GathersCredit);
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

    /// <summary>
    /// Places are short and starts are not: the claimant gets starts for what it will do next in its places. Only those that are left when
    /// every place begins another attempt now, so that no place waits for them; and none of its last ones, for which other places come
    /// free.
    /// </summary>
    private void AddFollowing(
        ImmutableArray<Reservation>.Builder reservations, PlaceState place, KeyPoolRequest request, QuotaProject[] projects)
    {
        var longest = _options.Window.Ticks / LongestHold;
        for (var i = 0; i < reservations.Count; i++)
        {
            var following = ImmutableArray.CreateBuilder<Reservation>();
            var leader = _serials[reservations[i].Id];
            while (following.Count < request.Following && place.Want >= LeastBehindAFollower)
            {
                // Where calls are short, a start that is free when it is needed will do: it is held for a moment only.
                var hold = (following.Count + 1) * ((request.CallTakes ?? _options.Window) * 1.5).Ticks;
                var next = NextOfProjects(projects, Math.Max(0, (MaxInFlightInAll ?? 0) - _following));
                if (next.Start > _now + (hold <= longest ? hold : 0) || next.Project.Outage is not null)
                {
                    break;
                }

                following.Add(Reservation(place.Claimant, next, leader));
                place = place with { Want = place.Want - 1, Served = place.Served + 1, Place = _serial };
            }

            if (following.Count > 0)
            {
                reservations[i] = reservations[i] with { Following = following.ToImmutable() };
            }
        }

        _line.Keep(_line.PlaceOf(place.Claimant, _serial) with { Want = place.Want, Served = place.Served, Place = place.Place });
    }

    /// <summary>
    /// How those in line stand to <paramref name="place"/>. Where the cap of attempts in flight leaves fewer places than are wanted, those
    /// that hold more of them have no claim, and of those that hold as many only the ones that fell behind: a run whose attempt ended keeps
    /// its place, which saves the messages by which places would change hands after every attempt.
    /// </summary>
    private Rivals RivalsOf(PlaceState place)
    {
        var horizon = ClaimHorizon;
        var all = new Rivals(p => p.Until <= horizon, p => p.Until <= horizon);
        if (MaxInFlightInAll is not { } most
            || InFlight >= most
            || InFlight + _line.Ahead(place, all.HasClaim) < most)
        {
            return all;
        }

        var held = PlacesHeld();
        var own = held.GetValueOrDefault(place.Claimant);
        return new Rivals(
            p => p.Until <= horizon
                && (held.GetValueOrDefault(p.Claimant) < Math.Max(own, 1)
                    || (held.GetValueOrDefault(p.Claimant) == own && place.Served - p.Served >= MostAhead)),
            p => p.Until <= horizon && held.GetValueOrDefault(p.Claimant) <= own);
    }

    private bool HoldsPlace(string claimant) => _reservations.Values.Any(r => r.Claimant == claimant);

    private Dictionary<string, int> PlacesHeld() => _reservations.Values.Where(r => r.Follows is null).CountBy(r => r.Claimant)
        .ToDictionary();

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
    private KeyPoolWait NothingUsable(string model)
    {
        var closed = _projects.Values.Where(g => g.Configured > 0).Select(g => g.ClosedFor(model, _now)).OfType<ClosedModel>()
            .Where(c => c.Kind is not FailureKind.NotEntitled).ToArray();
        return closed.Length == 0
            ? WaitFor(KeyWaitKind.NoUsableKey, null, [])
            : WaitFor(KeyWaitKind.ModelUnavailable, null, []) with { Detail = closed[0].Reason };
    }

    private Reservation Reservation(string claimant, (long Start, KeyWaitKind Kind, QuotaProject Project) next, long? follows = null)
    {
        // When the attempts before it end is not known; a lease bounds how long one takes.
        var late = _options.Grace.Ticks + (follows is null ? 0 : _options.Lease.Ticks);
        var key = _keys.Values.Where(k => !k.Out && k.Group == next.Project.Name).MinBy(k => k.Used)!;
        _keys[key.Id] = key with { Used = ++_serial };
        var (slot, count) = next.Project.Take(next.Start, late);
        var id = string.Create(CultureInfo.InvariantCulture, $"{_serial:x}-{next.Start / TimeSpan.TicksPerMillisecond:x}");
        Remember(new ReservationState(id, _serial, key.Id, next.Project.Name, claimant, next.Start, slot, count, follows));
        return new Reservation(id, key.Id, At(next.Start), At(next.Start + late));
    }

    private KeyPoolPace? Pace(string claimant, QuotaProject[] projects)
    {
        if (_outage.State is not null
            || projects.Any(g => g.Outage is not null)
            || projects.Sum(g => g.Limit) is 0 or > KeyPoolPace.MostSlots
            || _line.Places.Any(p => p.Claimant != claimant)
            || _reservations.Values.Any(r => r.Claimant != claimant))
        {
            return null;
        }

        var unreported = _reservations.Values.ToLookup(r => r.Group);
        return new KeyPoolPace(
            At(_now), TimeSpan.FromTicks(projects[0].Span), [.. projects.SelectMany(g => g.FreeInMs(unreported[g.Name], _now)).Order()]);
    }

    /// <summary>The earliest start that is left when <paramref name="others"/> earlier ones belong to others.</summary>
    private (long Start, KeyWaitKind Kind, QuotaProject Project) Next(QuotaProject[] projects, int others)
    {
        var next = NextOfProjects(projects, others);
        var later = _now + (_options.Window.Ticks / 2);
        return MaxInFlightInAll is { } most && InFlight + others >= most && later > next.Start
            ? (later, KeyWaitKind.Turn, next.Project)
            : next;
    }

    private (long Start, KeyWaitKind Kind, QuotaProject Project) NextOfProjects(QuotaProject[] projects, int others)
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

            if (others-- == 0)
            {
                return (starts[best].Start, starts[best].Kind, projects[best]);
            }

            starts[best] = StartOf(projects[best], ++taken[best]);
        }
    }

    private (long Start, KeyWaitKind Kind) StartOf(QuotaProject project, int others)
    {
        // Only a project in an outage asks which of its reservations are in force.
        var reserved = _reservations.Values.Where(r => r.Group == project.Name).Select(r => r.Serial);
        return project.Start(others, _now, reserved, _outage.State);
    }

    private static bool IsBetter(QuotaProject one, QuotaProject other) =>
        one.Faults != other.Faults ? one.Faults < other.Faults : one.Room > other.Room;

    // Only what is sure to come is given out ahead of time: not a new day, nor a place that a call in flight still holds.
    private bool IsDue(long start, KeyWaitKind kind) => start <= _now + Ahead(kind);

    private DateTimeOffset AskAgain(long start, KeyWaitKind kind) => At(start - Ahead(kind));

    private long Ahead(KeyWaitKind kind) => kind is KeyWaitKind.Window or KeyWaitKind.Cooldown ? _options.Lookahead.Ticks : 0;

    /// <param name="HasClaim">Whether one in line is served first.</param>
    /// <param name="GathersCredit">Whether what is given to others gives one in line a claim later.</param>
    private sealed record Rivals(Predicate<PlaceState> HasClaim, Predicate<PlaceState> GathersCredit);
}
