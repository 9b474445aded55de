using ImageGen.Simulator.Limits;

namespace ImageGen.Simulator.Log;

/// <summary>Keeps the calls (the latest 100,000) and counts them. Thread-safe.</summary>
internal sealed class CallLog
{
    private const int Capacity = 100_000;

    private readonly Lock _gate = new();
    private readonly Queue<CallRecord> _calls = [];
    private readonly Queue<LookupRecord> _lookups = [];
    private readonly Dictionary<string, long> _rateLimited = [];
    private readonly Dictionary<string, long> _refused = [];
    private readonly Dictionary<string, long> _faults = [];
    private readonly Dictionary<string, (long Calls, long Images)> _projects = [];
    private long _started;
    private long _images;
    private long _gaveUp;
    private int _inFlight;
    private int _maxInFlight;
    private decimal _costUsd;

    public ImmutableArray<CallRecord> Calls
    {
        get
        {
            lock (_gate) return [.. _calls.OrderBy(c => c.Sequence)];
        }
    }

    public ImmutableArray<LookupRecord> Lookups
    {
        get
        {
            lock (_gate) return [.. _lookups];
        }
    }

    public void Add(LookupRecord lookup)
    {
        lock (_gate)
        {
            _lookups.Enqueue(lookup);
            if (_lookups.Count > Capacity) _lookups.Dequeue();
        }
    }

    public long Start()
    {
        lock (_gate)
        {
            _inFlight++;
            _maxInFlight = Math.Max(_maxInFlight, _inFlight);
            return ++_started;
        }
    }

    public void Charge(decimal usd)
    {
        lock (_gate) _costUsd += usd;
    }

    public void Finish(CallRecord call)
    {
        lock (_gate)
        {
            _inFlight--;
            _calls.Enqueue(call);
            if (_calls.Count > Capacity) _calls.Dequeue();
            if (call.GaveUp) _gaveUp++;
            var isImage = Outcomes.IsImage(call.Outcome) && !call.GaveUp;
            if (isImage) _images++;
            if (call.Project.Length > 0)
            {
                var (calls, images) = _projects.GetValueOrDefault(call.Project);
                _projects[call.Project] = (calls + 1, images + (isImage ? 1 : 0));
            }

            if (call.Injected) Count(_faults, call.Outcome);
            if (call.Status == 429) Count(_rateLimited, call.Outcome);
            else if (!call.Injected && call.Outcome != Outcomes.Image) Count(_refused, call.Outcome);
        }
    }

    public SimulatorStats Stats(ProjectQuotas quotas, DateTimeOffset now)
    {
        var peaks = quotas.Peaks(now);
        lock (_gate)
        {
            var projects = _projects.ToImmutableSortedDictionary(
                p => p.Key,
                p =>
                {
                    var (admitted, arrived, today) = peaks.GetValueOrDefault(p.Key);
                    return new ProjectStats(p.Value.Calls, p.Value.Images, quotas.WindowLimit(p.Key), admitted, arrived, today);
                });
            return new SimulatorStats(
                _started,
                _images,
                _inFlight,
                _maxInFlight,
                _gaveUp,
                Sorted(_rateLimited),
                Sorted(_refused),
                Sorted(_faults),
                projects,
                _costUsd);
        }
    }

    private static void Count(Dictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static ImmutableSortedDictionary<string, long> Sorted(Dictionary<string, long> counts) =>
        counts.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
