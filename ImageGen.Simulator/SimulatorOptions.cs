using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Log;
using ImageGen.Simulator.Requests;
using ImageGen.Simulator.Troubles;

namespace ImageGen.Simulator;

/// <summary>What the stand-in simulates. The defaults are a service without limits, delays or faults that accepts any key.</summary>
/// <remarks>All durations are those of the real service; <see cref="Speed"/> divides them all.</remarks>
public sealed record SimulatorOptions
{
    /// <summary>TCP port on the loopback address, 0 to 65,535. Default 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>The keys that exist. Default none: then every key is accepted, each with a project of its own.</summary>
    public ImmutableArray<SimulatorKey> Keys { get; init; } = [];

    /// <summary>The models that exist; every other id answers 404. Default <see cref="SimulatedModel.Current"/>.</summary>
    public ImmutableArray<SimulatedModel> Models { get; init; } = SimulatedModel.Current;

    /// <summary>Seed of latencies and of <see cref="Faults"/>. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Requests that a project may make of one model in any <see cref="Window"/>, 1 or more. Default null: no limit.</summary>
    public int? RequestsPerWindow { get; init; }

    /// <summary>Projects whose limit differs from <see cref="RequestsPerWindow"/>. Default empty.</summary>
    public ImmutableDictionary<string, int> RequestsByProject { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>The sliding window of the request limit; more than zero. Default 60 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Requests that a project may make of one model in one day, 0 or more; the day changes at midnight America/Los_Angeles and is
    /// not divided by <see cref="Speed"/>. Default null: no limit.
    /// </summary>
    public int? RequestsPerDay { get; init; }

    /// <summary>US dollars that a project may spend in any <see cref="SpendWindow"/>, over all models. Default null: no limit.</summary>
    public decimal? SpendLimitUsd { get; init; }

    /// <summary>The sliding window of the spend limit; more than zero. Default 10 minutes.</summary>
    public TimeSpan SpendWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a image takes. Default <see cref="LatencyDistribution.None"/>.</summary>
    public LatencyDistribution Latency { get; init; } = LatencyDistribution.None;

    /// <summary>
    /// Time compression, more than 0 and at most 100,000: windows, latencies and the delays told in 429 bodies are divided by it.
    /// Default 1; with 20 a minute's window lasts 3 s.
    /// </summary>
    public double Speed { get; init; } = 1;

    /// <summary>Faults by chance. Default <see cref="FaultMix.None"/>.</summary>
    public FaultMix Faults { get; init; } = FaultMix.None;

    /// <summary>Faults by plan, before <see cref="Faults"/>. Default none; <see cref="GeminiSimulator.AddFault"/> adds more.</summary>
    public ImmutableArray<ScriptedFault> Script { get; init; } = [];

    /// <summary>Times in which calls are answered 503. Default none.</summary>
    public ImmutableArray<Overload> Overloads { get; init; } = [];

    /// <summary>Accounts with prepaid credit. Default none: credit never runs out.</summary>
    public ImmutableArray<BillingAccount> Accounts { get; init; } = [];

    /// <summary>Models that projects may not use any more. Default none; <see cref="GeminiSimulator.LoseModel"/> adds more.</summary>
    public ImmutableArray<LostModel> LostModels { get; init; } = [];

    /// <summary>The delay that a <see cref="SimulatedFault.StrayPerMinute"/> asks for; 0 or more. Default 20 s.</summary>
    public TimeSpan StrayRetryDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The type of the images in answers. Default <see cref="AnswerFormat.Jpeg"/>, as of the real service.</summary>
    public AnswerFormat Format { get; init; } = AnswerFormat.Jpeg;

    /// <summary>What answers show of the model's thinking. Default <see cref="ThoughtMode.None"/>.</summary>
    public ThoughtMode Thoughts { get; init; } = ThoughtMode.None;

    /// <summary>How much work goes into a image. Default <see cref="ImageMode.Full"/>.</summary>
    public ImageMode Images { get; init; } = ImageMode.Full;

    /// <summary>
    /// True: a prompt that has had its image gets another one the next time, as from the real service. Default false: a image depends
    /// on its request alone.
    /// </summary>
    public bool VariesTakes { get; init; }

    /// <summary>
    /// Tells which style and beat a request is for, since no request says so. <see cref="SceneLabels"/> makes one from prompts.
    /// Default null: the style is guessed from the prompt's words, and pictures carry its first words. Must be thread-safe.
    /// </summary>
    public Func<SimulatorRequest, SceneLabel?>? Describe { get; init; }

    /// <summary>
    /// Told of each call when what it gets is known and before anything of it is sent, and of those whose client went away. Default null:
    /// no one. Must be quick and thread-safe.
    /// </summary>
    public Action<CallRecord>? Answering { get; init; }

    internal QuotaLimits QuotaLimits => new(
        RequestsPerWindow, RequestsByProject, Window / Speed, RequestsPerDay, SpendLimitUsd, SpendWindow / Speed);

    /// <summary>Everything that is wrong with these options, one sentence each; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        void Check(bool ok, string fault)
        {
            if (!ok) faults.Add(fault);
        }

        Check(Port is >= 0 and <= 65535, $"Port is {Port}; it must be 0 (any free one) to 65535.");
        Check(RequestsPerWindow is null or >= 1, $"RequestsPerWindow is {RequestsPerWindow}; it must be 1 or more, or null for no limit.");
        Check(RequestsByProject.Values.All(n => n >= 1), "RequestsByProject has a limit below 1; it must be 1 or more.");
        Check(Window > TimeSpan.Zero, $"Window is {Window}; it must be more than zero.");
        Check(RequestsPerDay is null or >= 0, $"RequestsPerDay is {RequestsPerDay}; it must be 0 or more, or null for no limit.");
        Check(SpendLimitUsd is null or >= 0, $"SpendLimitUsd is {SpendLimitUsd}; it must be 0 or more, or null for no limit.");
        Check(SpendWindow > TimeSpan.Zero, $"SpendWindow is {SpendWindow}; it must be more than zero.");
        Check(Speed is > 0 and <= 100_000, FormattableString.Invariant($"Speed is {Speed}; it must be more than 0 and at most 100000."));
        Check(Models.Length > 0, "Models is empty; one model at least is needed.");
        Check(Keys.All(k => k.Value.Length > 0), "Keys has a key without a value.");
        Check(Keys.Select(k => k.Value).Distinct().Count() == Keys.Length, "Keys has a value twice; each key must be listed once.");
        Check(Accounts.All(a => a.PrepaidUsd >= 0), "Accounts has a prepaid credit below 0; it must be 0 or more.");
        Check(StrayRetryDelay >= TimeSpan.Zero, $"StrayRetryDelay is {StrayRetryDelay}; it must be 0 or more.");
        faults.AddRange(Overloads.SelectMany(o => o.Validate()));
        faults.AddRange(Latency.Validate());
        faults.AddRange(Faults.Validate());
        return faults;
    }
}
