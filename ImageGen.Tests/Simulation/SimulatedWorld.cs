using ImageGen.Core.KeyPools;
using ImageGen.Core.Queue;

namespace ImageGen.Tests.Simulation;

/// <summary>
/// What came of a simulated world: seconds, calls, those refused above the limit, a hash of all that happened, the order of the calls
/// that were answered.
/// </summary>
internal sealed record Outcome(double Makespan, int Calls, int OverLimit, ulong Trace, ImmutableArray<(int Run, int Beat)> Order)
{
    /// <summary>Attempts that an overload answered.</summary>
    public int Unavailable { get; init; }

    /// <summary>Beats that failed.</summary>
    public int Failed { get; init; }

    /// <summary>What the pool remembers in the end.</summary>
    public required KeyPoolSnapshot Pool { get; init; }
}

/// <summary>Runs, pool and service in virtual time: events in a queue, no clock, no task.</summary>
internal sealed class SimulatedWorld
{
    public static readonly long Start = new DateTimeOffset(2026, 3, 2, 17, 0, 0, TimeSpan.Zero).Ticks;

    private readonly Scenario _scenario;
    private readonly SimulatedService _service;
    private readonly Invariants _invariants;
    private readonly PriorityQueue<Action, (long At, long Serial)> _events = new();
    private readonly Dice _dice;
    private readonly SimulatedRun[] _runs;
    private readonly List<(int Run, int Beat)> _order = [];
    private long _serial;

    private SimulatedWorld(Scenario scenario)
    {
        _scenario = scenario;
        _service = new SimulatedService(scenario);
        _invariants = new Invariants(scenario);
        _dice = new Dice(Chance.Seed(scenario.Seed, "world"));
        Pool = new KeyPool(scenario.Options);
        _runs = [.. scenario.Runs.Select((beats, i) => new SimulatedRun(this, i, beats))];
    }

    public KeyPool Pool { get; private set; }

    public Scenario Scenario => _scenario;

    public Invariants Invariants => _invariants;

    public long Now { get; private set; } = Start;

    public static Outcome Simulate(Scenario scenario) => new SimulatedWorld(scenario).Simulate();

    public void At(long at, Action what) => _events.Enqueue(what, (Math.Max(at, Now), ++_serial));

    /// <summary>An instant, late by as much as timers are in this world.</summary>
    public long Late(long at) => at + Seconds(_dice.Unit() * _scenario.Faults.Late);

    public static long Seconds(double seconds) => (long)(seconds * TimeSpan.TicksPerSecond);

    public void MaybeRoundTrip(SimulatedRun run)
    {
        if (_dice.Chances(_scenario.RoundTrips))
        {
            Pool = KeyPool.Restore(Json(Pool.Snapshot()), _scenario.Options);
            run.Queue = BeatQueue.Restore(Json(run.Queue.Snapshot()));
        }
    }

    public static T Json<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value))!;

    /// <summary>Makes a call now; when it ends, <paramref name="ended"/> is told how.</summary>
    public void Call(int run, int beat, int attempt, string keyId, Action<ModelFailure?> ended)
    {
        var key = _scenario.Keys.First(k => k.Id == keyId);
        var answer = _service.Call(key, Now);
        if (answer is null)
        {
            _order.Add((run, beat));
        }

        At(Now + Seconds(answer?.After ?? _scenario.Latency(run, beat, attempt)), () => ended(answer?.Failure));
    }

    private Outcome Simulate()
    {
        foreach (var run in _runs)
        {
            At(Start, run.Step);
        }

        foreach (var crash in _scenario.Faults.Crashes)
        {
            At(Start + Seconds(crash), () => _runs[_dice.Int(0, _runs.Length - 1)].Crash());
        }

        while (_events.TryDequeue(out var what, out var when))
        {
            _invariants.Time(when.At);
            Now = when.At;
            what();
            _invariants.Check(_serial < 400_000 + (40L * _scenario.Runs.Sum(r => r.Length)), "it goes round in circles");
        }

        _invariants.Check(_runs.All(r => r.IsFinished), "nothing happens any more, and it is not finished");
        _invariants.Finished(_service);
        return new Outcome(
            (double)(_runs.Max(r => r.EndedAt) - Start) / TimeSpan.TicksPerSecond,
            _service.Calls,
            _service.OverLimit,
            _invariants.Trace,
            [.. _order])
        {
            Unavailable = _service.Unavailable,
            Failed = _runs.Sum(r => r.Failed),
            Pool = Pool.Snapshot(),
        };
    }
}
