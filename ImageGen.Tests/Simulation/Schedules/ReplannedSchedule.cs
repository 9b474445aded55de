using Google.OrTools.Sat;

namespace ImageGen.Tests.Simulation.Schedules;

/// <summary>
/// The makespan of one who plans exactly and knows no more than the queue: whenever a slot is free for a beat that is ready, CP-SAT plans
/// what is left as if each attempt took the mean of those that ended. What the best of its plans starts now is started; then time passes.
/// </summary>
/// <param name="beats">The beats.</param>
/// <param name="slots">The slots of all quota projects.</param>
/// <param name="windowMs">How long after its use a slot is free again.</param>
/// <param name="firstGuessMs">How long an attempt takes, before one has ended.</param>
internal sealed class ReplannedSchedule(IReadOnlyList<ExactBeat> beats, int slots, long windowMs, long firstGuessMs)
{
    // As many as the queue remembers.
    private const int AttemptsRemembered = 16;

    // Of the solver's own measure. A plan that is not proven within it is the best that was found.
    private const double Work = 0.05;

    private readonly long?[] _starts = new long?[beats.Count];
    private readonly int?[] _behind = BehindOf(beats);
    private readonly HashSet<int> _ended = [];
    private double _meanMs = firstGuessMs;
    private long _now;

    /// <summary>Plans and starts until all is done.</summary>
    public long EndMs()
    {
        while (_starts.Any(s => s is null))
        {
            Learn();
            var again = FreeSlots > 0 && Ready.Any() ? StartSome() : long.MaxValue;
            _now = Math.Min(again, Math.Min(NextEnd, FreeSlots > 0 || !Ready.Any() ? long.MaxValue : NextFreeSlot));
        }

        return beats.Index().Max(b => EndOf(b.Index)!.Value);
    }

    private IEnumerable<int> Open => Enumerable.Range(0, beats.Count).Where(i => _starts[i] is null);

    private IEnumerable<int> Ready => Open.Where(i => beats[i].Before is not { } before || EndOf(before) <= _now);

    private IEnumerable<int> InOrder => Ready.OrderByDescending(LengthOf);

    private IEnumerable<long> Used => _starts.OfType<long>().Where(s => s > _now - windowMs);

    private int FreeSlots => slots - Used.Count();

    private long NextFreeSlot => Used.Min() + windowMs;

    private long NextEnd => beats.Index().Select(b => EndOf(b.Index)).Where(e => e > _now).Min() ?? long.MaxValue;

    private long? EndOf(int beat) => _starts[beat] + beats[beat].LatencyMs;

    private void Learn()
    {
        foreach (var beat in Enumerable.Range(0, beats.Count).Where(i => EndOf(i) <= _now).OrderBy(EndOf))
        {
            if (_ended.Add(beat))
            {
                _meanMs += (beats[beat].LatencyMs - _meanMs) / Math.Min(_ended.Count, AttemptsRemembered);
            }
        }
    }

    /// <summary>Starts what the best plan starts now; returns when it starts more, if nothing happens before.</summary>
    private long StartSome()
    {
        if (!Open.Any(i => _behind[i] is not null || !Ready.Contains(i)))
        {
            // Single beats only: to wait is never better.
            InOrder.Take(FreeSlots).ToList().ForEach(i => _starts[i] = _now);
            return long.MaxValue;
        }

        var ready = Ready.ToArray();
        var plan = Plan();
        foreach (var beat in ready.Where(i => plan[i] == 0))
        {
            _starts[beat] = _now;
        }

        return ready.Where(i => plan[i] > 0).Select(i => _now + plan[i]).DefaultIfEmpty(long.MaxValue).Min();
    }

    /// <summary>
    /// In how many milliseconds each open beat starts in a plan that ends as early as can be, and of those plans in one that starts most
    /// now.
    /// </summary>
    private Dictionary<int, long> Plan()
    {
        var latency = (long)Math.Round(_meanMs);
        var horizon = (windowMs * ((Open.Count() / slots) + 2)) + (latency * (Open.Max(LengthOf) + 1));
        var (model, starts) = (new CpModel(), new Dictionary<int, IntVar>());
        var end = model.NewIntVar(0, horizon, "end");
        var resource = model.AddCumulative(slots);
        foreach (var used in Used)
        {
            resource.AddDemand(model.NewFixedSizeIntervalVar(model.NewConstant(used - _now), windowMs, "used"), 1);
        }

        var startsNow = new List<BoolVar>();
        foreach (var i in Open)
        {
            var start = starts[i] = model.NewIntVar(0, horizon, $"start{i}");
            resource.AddDemand(model.NewFixedSizeIntervalVar(start, windowMs, $"slot{i}"), 1);
            model.Add(start + latency <= end);
            if (beats[i].Before is { } before && starts.TryGetValue(before, out var open))
            {
                model.Add(start >= open + latency);
                continue;
            }

            var release = ReleaseOf(i, latency);
            model.Add(start >= release);
            if (release == 0)
            {
                var isNow = model.NewBoolVar($"now{i}");
                model.Add(start == 0).OnlyEnforceIf(isNow);
                startsNow.Add(isNow);
            }
        }

        // The longest chain first is never worse; and of beats that are equal, the queue's order, or else chance would decide.
        foreach (var (one, next) in InOrder.Zip(InOrder.Skip(1)))
        {
            model.Add(starts[one] <= starts[next]);
        }

        model.Minimize((end * (startsNow.Count + 1)) - LinearExpr.Sum(startsNow));
        var solver = new CpSolver
        {
            StringParameters = ExactSchedule.Parameters(Work),
        };
        return solver.Solve(model) is CpSolverStatus.Optimal or CpSolverStatus.Feasible
            ? starts.ToDictionary(s => s.Key, s => solver.Value(s.Value))
            : throw new InvalidOperationException("The solver found no plan within its work.");
    }

    /// <summary>As the queue expects it: what should have ended may end any moment.</summary>
    private long ReleaseOf(int beat, long latency) => beats[beat].Before is { } before && EndOf(before) > _now
        ? Math.Max(latency - (_now - _starts[before]!.Value), Math.Max(30, (_now - _starts[before]!.Value - latency) / 4))
        : 0;

    private int LengthOf(int beat) => 1 + (_behind[beat] is { } next ? LengthOf(next) : 0);

    private static int?[] BehindOf(IReadOnlyList<ExactBeat> beats)
    {
        var behind = new int?[beats.Count];
        foreach (var (i, beat) in beats.Index())
        {
            if (beat.Before is { } before)
            {
                behind[before] = i;
            }
        }

        return behind;
    }
}
