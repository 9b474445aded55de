namespace ImageGen.Tests.Simulation;

/// <summary>What must hold in every simulated world, whatever happens. A breach names the scenario's seed.</summary>
internal sealed class Invariants(Scenario scenario)
{
    private readonly Dictionary<(int Run, BeatId Beat), string> _ended = [];
    private readonly HashSet<(int Run, BeatId Beat)> _inFlight = [];
    private readonly Dictionary<int, long> _waitsSince = [];
    private long _now;
    private ulong _trace = 14695981039346656037;

    /// <summary>A hash of everything that happened, in order.</summary>
    public ulong Trace => _trace;

    public void Time(long now)
    {
        Check(now >= _now, "time goes backwards");
        _now = now;
    }

    public void Started(int run, BeatId beat, string key, long earliest, long latest)
    {
        Check(_inFlight.Add((run, beat)), $"beat {beat} of run {run} is generated twice at a time");
        Check(!_ended.ContainsKey((run, beat)), $"beat {beat} of run {run} is regenerated");
        Check(_now >= earliest && _now <= latest, $"beat {beat} of run {run} begins outside its reservation");
        Note(run, beat.Value, key);
    }

    public void Forgot(int run) => _inFlight.RemoveWhere(b => b.Run == run);

    public void Stopped(int run, BeatId beat) => Check(_inFlight.Remove((run, beat)), $"beat {beat} of run {run} ends without a start");

    public void Ended(int run, BeatId beat, string how)
    {
        Check(_ended.TryAdd((run, beat), how), $"beat {beat} of run {run} ends twice");
        Note(run, beat.Value, how);
    }

    /// <summary>A run that wants reservations and gets none, while others do, must not be passed over for long.</summary>
    public void Waits(int run) => _waitsSince.TryAdd(run, _now);

    public void Served(int run) => _waitsSince.Remove(run);

    public void Granted(int run, double patienceSeconds)
    {
        foreach (var (waiting, since) in _waitsSince)
        {
            Check(
                waiting == run || _now - since < patienceSeconds * TimeSpan.TicksPerSecond,
                $"run {waiting} starves while run {run} is served");
        }
    }

    public void Wait(long until) => Check(until > _now, "the pool says to ask again at once: a busy loop");

    public void Finished(SimulatedService service)
    {
        Check(_inFlight.Count == 0, "finished with calls in flight");
        Check(
            _ended.Count == scenario.Runs.Sum(r => r.Length),
            $"{_ended.Count} beats of {scenario.Runs.Sum(r => r.Length)} are accounted for");
        if (scenario.RealLimit >= scenario.Options.Requests)
        {
            Check(service.OverLimit == 0, $"{service.OverLimit} calls above the limit");
        }

        foreach (var (group, starts) in service.Accepted)
        {
            for (var i = scenario.RealLimit; i < starts.Count; i++)
            {
                Check(starts[i] - starts[i - scenario.RealLimit] >= scenario.Options.Window.Ticks, $"group {group} passes its limit");
            }
        }
    }

    public void Check(bool holds, string breach)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{breach}, at {new DateTimeOffset(_now, TimeSpan.Zero):O}; {scenario}");
        }
    }

    private void Note(int run, string beat, string what)
    {
        foreach (var c in $"{_now}/{run}/{beat}/{what}")
        {
            _trace = unchecked((_trace ^ c) * 1099511628211);
        }
    }
}
