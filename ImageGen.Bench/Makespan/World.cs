using ImageGen.Bench.Worlds;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Gemini;
using ImageGen.Core.Storyboards;
using ImageGen.Hosting.Gemini;
using ImageGen.Simulator;
using ImageGen.Simulator.Base;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Troubles;

namespace ImageGen.Bench.Makespan;

/// <summary>
/// A storyboard and the service that generates it: each run gets a simulator of its own, over real HTTP, with strict limits.
/// </summary>
internal sealed record World
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public int Beats { get; init; } = 30;

    /// <summary>How many beats of the first shot continue one another.</summary>
    public int Chain { get; init; } = 1;

    public int Keys { get; init; } = 2;

    public double Latency { get; init; } = 8;

    /// <summary>Requests a minute that each key's project really has.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Requests a minute that ImageGen is told.</summary>
    public int Configured { get; init; } = 10;

    /// <summary>Share of calls that are answered with a 429 although the limit is kept, 0 to 1.</summary>
    public double Stray { get; init; }

    /// <summary>How long everything answers 503, a minute after the first call.</summary>
    public TimeSpan Overload { get; init; }

    /// <summary>Whether the second project of every style answers 503 all the time.</summary>
    public bool HasDeadProject { get; init; }

    /// <summary>
    /// What no schedule can beat, in seconds: max(rate, longest chain), with the projects that answer; an overload comes on top of it.
    /// </summary>
    public double Bound => Quota.For(Beats, Chain)!.Value.TotalSeconds + Overload.TotalSeconds;

    private int Alive => HasDeadProject ? Keys - 1 : Keys;

    private QuotaBound Quota => new(Alive, Alive * Limit, Window, TimeSpan.FromSeconds(Latency));

    public async Task<Result> OursAsync(CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        return await OursAsync(folder, "bench", cancellationToken);
    }

    /// <summary>Two runs one after the other with one data folder: this one, and one in which nothing goes wrong any more.</summary>
    public async Task<(Result First, Result Next)> OursAndNextAsync(CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var first = await OursAsync(folder, "bench", cancellationToken);
        var clean = this with { Stray = 0, Overload = TimeSpan.Zero, HasDeadProject = false };
        return (first, await clean.OursAsync(folder, "next", cancellationToken));
    }

    private async Task<Result> OursAsync(TempFolder folder, string project, CancellationToken cancellationToken)
    {
        using var time = new LeapingTime();
        await using var simulator = await StartAsync(time);
        using var rest = ModelOf(simulator, time);
        var model = Counted(rest, simulator, time);
        await using var host = await EmbeddedHost.OpenAsync(
            folder.Root, model, new BenchKeys(Keys), new KeyPoolOptions { Requests = Configured }, time, cancellationToken);
        var run = await host.RunAsync(Boards.Of(Beats, Chain, project), cancellationToken);
        return Of(run.Took, simulator);
    }

    public async Task<Result> PredecessorsAsync(CancellationToken cancellationToken)
    {
        using var time = new LeapingTime();
        await using var simulator = await StartAsync(time);
        using var rest = ModelOf(simulator, time);
        var model = Counted(rest, simulator, time);
        var run = await new Predecessor(model, new BenchKeys(Keys), time).RunAsync(Storyboard, cancellationToken);
        return Of(run.Took, simulator);
    }

    private Storyboard Storyboard => Boards.Of(Beats, Chain);

    private Task<GeminiSimulator> StartAsync(TimeProvider time) => GeminiSimulator.StartAsync(
        new SimulatorOptions
        {
            Keys = new BenchKeys(Keys).ForSimulator(),
            RequestsPerWindow = Limit,
            Window = Window,
            Latency = LatencyDistribution.Fixed(TimeSpan.FromSeconds(Latency)),
            Images = ImageMode.Tiny,
            Faults = FaultMix.Of(SimulatedFault.StrayPerMinute, Stray),
            Overloads = [.. Overloads()],
        },
        time);

    private IEnumerable<Overload> Overloads()
    {
        if (Overload > TimeSpan.Zero) yield return new Overload(Overload, TimeSpan.FromMinutes(1));
        if (!HasDeadProject) yield break;
        foreach (var style in ImageStyles.All) yield return new Overload(
            TimeSpan.MaxValue, Project: new BenchKeys(Keys).Of(style)[1].Project);
    }

    private static GeminiRestModel ModelOf(GeminiSimulator simulator, TimeProvider time) =>
        new(GeminiHttp.Create(), new GeminiOptions { BaseUrl = simulator.BaseUrl }, time);

    /// <summary>A call that is under way at one end only is on its way, and time stands still.</summary>
    private static CountedModel Counted(GeminiRestModel rest, GeminiSimulator simulator, LeapingTime time)
    {
        var model = new CountedModel(rest);
        time.IsSettled = () => model.InFlight == simulator.Stats.InFlight;
        return model;
    }

    private static Result Of(TimeSpan took, GeminiSimulator simulator)
    {
        var stats = simulator.Stats;
        if (stats.GaveUp > 0)
        {
            throw new InvalidOperationException($"{stats.GaveUp} calls were given up: the clock did not stand still for them.");
        }

        var overloaded = stats.Faults.GetValueOrDefault("overload");
        return new Result(took.TotalSeconds, stats.Calls, stats.Images, stats.RateLimited.Values.Sum() + overloaded);
    }
}

/// <summary>How a run went.</summary>
/// <param name="Seconds">By the leaping clock.</param>
/// <param name="Calls">That the service saw.</param>
/// <param name="Images">That it generated.</param>
/// <param name="Refused">Calls that it answered with 429 or 503.</param>
internal sealed record Result(double Seconds, long Calls, long Images, long Refused);
