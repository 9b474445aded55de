using System.Numerics;
using Google.OrTools.Sat;

namespace ImageGen.Tests.Simulation.Schedules;

/// <summary>
/// The shortest makespan of a storyboard when every latency is known beforehand, by CP-SAT, in milliseconds. Deterministic: one worker, a
/// fixed seed, and a limit of the solver's own count of its work in place of a clock's.
/// </summary>
/// <remarks>
/// N starts in any window of W: with the starts in order, the k + N-th comes W or more after the k-th. So N intervals of length W, each
/// from a start, may overlap, and no more: a cumulative resource. Continuous beats start when the one before them has ended.
/// </remarks>
internal sealed class ExactSchedule
{
    private readonly CpModel _model = new();
    private readonly List<IntVar> _starts = [];
    private readonly IntVar _end;
    private readonly long _unitMs;
    private readonly long _horizonMs;

    public ExactSchedule(IReadOnlyList<ExactBeat> beats, int slots, long windowMs, long horizonMs)
    {
        // In a schedule in which nothing can start earlier every start is a sum of latencies and windows: no finer unit is needed.
        _unitMs = beats.Aggregate(windowMs, (unit, beat) => (long)BigInteger.GreatestCommonDivisor(unit, beat.LatencyMs));
        _horizonMs = horizonMs;
        var horizon = horizonMs / _unitMs;
        _end = _model.NewIntVar(0, horizon, "end");
        var resource = _model.AddCumulative(slots);
        foreach (var (beat, i) in beats.Select((beat, i) => (beat, i)))
        {
            var start = _model.NewIntVar(0, horizon, $"start{i}");
            _starts.Add(start);
            resource.AddDemand(_model.NewFixedSizeIntervalVar(start, windowMs / _unitMs, $"slot{i}"), 1);
            _model.Add(start + (beat.LatencyMs / _unitMs) <= _end);
            if (beat.Before is { } before)
            {
                _model.Add(start >= _starts[before] + (beats[before].LatencyMs / _unitMs));
            }
            else if (beat.Twin is { } twin)
            {
                // Equal chains: either may come first.
                _model.Add(start >= _starts[twin]);
            }
        }

        _model.Minimize(_end);
    }

    /// <summary>Tells the solver that no schedule ends earlier than <paramref name="leastMs"/>.</summary>
    public ExactSchedule NotBefore(long leastMs)
    {
        _model.Add(_end >= ((leastMs + _unitMs - 1) / _unitMs));
        return this;
    }

    /// <summary>Solves with at most so much work.</summary>
    public ExactResult Solve(double work)
    {
        var solver = new CpSolver { StringParameters = Parameters(work) };
        var status = solver.Solve(_model);
        return status switch
        {
            CpSolverStatus.Optimal or CpSolverStatus.Feasible => new ExactResult(
                solver.Value(_end) * _unitMs, BoundMs(solver), status is CpSolverStatus.Optimal),
            CpSolverStatus.Unknown => new ExactResult(_horizonMs, BoundMs(solver), false),
            _ => throw new InvalidOperationException($"The solver says that there is no schedule ({status}) within one that was made."),
        };
    }

    /// <summary>
    /// Of a solver that gives the same answer each time. Probing would take minutes of its own, which that work does not count.
    /// </summary>
    public static string Parameters(double work) => FormattableString.Invariant(
        $"num_workers:1,random_seed:1,cp_model_probing_level:0,linearization_level:0,max_deterministic_time:{work}");

    private long BoundMs(CpSolver solver) => (long)Math.Ceiling(solver.BestObjectiveBound) * _unitMs;
}

/// <summary>One beat that is to be scheduled.</summary>
/// <param name="LatencyMs">How long its attempt takes.</param>
/// <param name="Before">The index of the one that it continues; null: none.</param>
/// <param name="Twin">The index of a first beat before it whose chain is equal; null: none.</param>
internal sealed record ExactBeat(long LatencyMs, int? Before, int? Twin);

/// <summary>What the solver knows.</summary>
/// <param name="EndMs">The shortest makespan found.</param>
/// <param name="BoundMs">No schedule ends earlier.</param>
/// <param name="IsProven">The two are one.</param>
internal sealed record ExactResult(long EndMs, long BoundMs, bool IsProven);
