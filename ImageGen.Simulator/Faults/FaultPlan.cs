using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Faults;

/// <summary>Decides what goes wrong with a call: by script first, else by chance; and how long it takes. Thread-safe.</summary>
/// <param name="script">Faults by plan, which come before those by chance.</param>
/// <param name="mix">Faults by chance.</param>
/// <param name="latency">How long answers take.</param>
/// <param name="seed">Of chance.</param>
/// <param name="speed">Divides every duration.</param>
internal sealed class FaultPlan(
    IEnumerable<ScriptedFault> script, FaultMix mix, LatencyDistribution latency, ulong seed, double speed)
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _script = [.. script.Select(s => new Entry(s))];
    private readonly Dictionary<string, ulong> _seen = [];

    public void Add(ScriptedFault fault)
    {
        lock (_gate) _script.Add(new Entry(fault));
    }

    public (SimulatedFault? Fault, TimeSpan Latency) Decide(SimulatorRequest request)
    {
        lock (_gate)
        {
            var nth = _seen.GetValueOrDefault(request.PromptHash);
            _seen[request.PromptHash] = nth + 1;
            var about = ulong.Parse(request.PromptHash, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var random = new SeededRandom(SeededRandom.Combine(SeededRandom.Combine(seed, about), nth));
            var usual = latency.Draw(ref random);
            var byChance = mix.Draw(ref random);
            var fault = Scripted(request) ?? byChance;
            return (fault, (fault?.Duration ?? usual) / speed);
        }
    }

    // Every entry counts the calls that it applies to, those that another entry strikes as well.
    private SimulatedFault? Scripted(SimulatorRequest request)
    {
        SimulatedFault? struck = null;
        foreach (var entry in _script.Where(e => e.Fault.When(request)))
        {
            var turn = entry.Matched++ - entry.Fault.After;
            if (turn >= 0 && turn < entry.Fault.Times) struck ??= entry.Fault.Fault;
        }

        return struck;
    }

    private sealed class Entry(ScriptedFault fault)
    {
        public ScriptedFault Fault { get; } = fault;

        public long Matched { get; set; }
    }
}
