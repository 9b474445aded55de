using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Http;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Log;
using ImageGen.Simulator.Troubles;

namespace ImageGen.Simulator;

/// <summary>A stand-in for Gemini's <c>generateContent</c> that listens on a loopback port until it is disposed. Thread-safe.</summary>
public sealed class GeminiSimulator : IAsyncDisposable
{
    private readonly SimulatorEngine _engine;
    private readonly HttpFront? _front;

    private GeminiSimulator(SimulatorEngine engine, HttpFront? front) => (_engine, _front) = (engine, front);

    /// <summary>
    /// Where it listens, such as <c>http://127.0.0.1:40123</c>, without a slash at the end; for one made by <see cref="CreateInProcess"/>
    /// an address that only <see cref="CreateHandler"/> knows.
    /// </summary>
    public string BaseUrl => _front?.BaseUrl ?? "http://simulator.invalid";

    /// <summary>The calls that were answered so far, the latest 100,000, in the order of their arrival.</summary>
    public ImmutableArray<CallRecord> Calls => _engine.Log.Calls;

    /// <summary>The free look-ups of models so far, the latest 100,000; they are not in <see cref="Calls"/>.</summary>
    public ImmutableArray<LookupRecord> Lookups => _engine.Log.Lookups;

    /// <summary>Counts of everything so far.</summary>
    public SimulatorStats Stats => _engine.Stats;

    /// <summary>Starts to listen.</summary>
    /// <param name="options">What to simulate.</param>
    /// <param name="time">The clock of windows, days and latencies; null: the system's.</param>
    /// <exception cref="ArgumentException">The options are not usable; the message names every fault.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<GeminiSimulator> StartAsync(SimulatorOptions options, TimeProvider? time = null)
    {
        var engine = EngineOf(options, time);
        return new GeminiSimulator(engine, await HttpFront.StartAsync(engine, options.Port));
    }

    /// <summary>Makes one without a socket, to be called through <see cref="CreateHandler"/>.</summary>
    /// <exception cref="ArgumentException">The options are not usable; the message names every fault.</exception>
    public static GeminiSimulator CreateInProcess(SimulatorOptions options, TimeProvider? time = null) =>
        new(EngineOf(options, time), null);

    /// <summary>A handler for HttpClient that calls the stand-in without a socket.</summary>
    public HttpMessageHandler CreateHandler() => new SimulatorMessageHandler(_engine);

    /// <summary>Adds a fault to the script.</summary>
    public void AddFault(ScriptedFault fault) => _engine.AddFault(fault);

    /// <summary>Changes what the key with the id <paramref name="keyId"/> is worth, from the next call on.</summary>
    /// <exception cref="ArgumentException">There is no key with that id.</exception>
    public void SetKeyState(string keyId, KeyState state)
    {
        if (!_engine.SetKeyState(keyId, state)) throw new ArgumentException($"There is no key '{keyId}'.", nameof(keyId));
    }

    /// <summary>Takes a model away from a project, from the next call on.</summary>
    public void LoseModel(LostModel lost) => _engine.LoseModel(lost);

    /// <summary>
    /// Adds <paramref name="usd"/> to the prepaid credit of the accounts of <paramref name="project"/>; null: of all accounts.
    /// </summary>
    public void TopUp(decimal usd, string? project = null) => _engine.TopUp(usd, project);

    /// <summary>Stops listening; calls in flight are cut.</summary>
    public ValueTask DisposeAsync() => _front?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static SimulatorEngine EngineOf(SimulatorOptions options, TimeProvider? time)
    {
        var faults = options.Validate();
        return faults.Count == 0
            ? new SimulatorEngine(options, time ?? TimeProvider.System)
            : throw new ArgumentException(string.Join(' ', faults), nameof(options));
    }
}
