using ImageGen.Bench.Worlds;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Models.Gemini;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Workflows.Styles;
using ImageGen.Hosting.Gemini;
using ImageGen.Simulator;
using ImageGen.Tests.Core.Workflows.Replay;
using ImageGen.Tests.Core.Workflows.Runs;

namespace ImageGen.Tests.Cases;

/// <summary>
/// A storyboard request, the real workflows, and the REST client of Gemini against a scripted service or the simulator: all in this process
/// and in virtual time.
/// </summary>
internal sealed class CaseWorld
{
    private const int MostSteps = 2_000_000;
    private HttpMessageHandler? _handler;

    private CaseWorld(CaseSettings settings, Func<TimeProvider, HttpMessageHandler> service) => Run = new RunWorld(new WorldOptions(1)
    {
        ApiKeys = new BenchKeys(settings.KeysPerStyle),
        Service = clock => new GeminiRestModel(
            new HttpMessageInvoker(_handler ??= service(clock)),
            new GeminiOptions { BaseUrl = "http://service.invalid", Timeout = settings.Timeout },
            clock),
        Models = ModelCatalogue.Create([], settings.Timeout).Catalogue!,
        Limits = StyleLimits.Default,
        Engine = new ReplayOptions
        {
            ReplayShare = 0.01,
            ActivityLatency = (_, _) => TimeSpan.FromMilliseconds(1),
            ExchangeLatency = _ => TimeSpan.FromMilliseconds(1),
            SignalLatency = _ => TimeSpan.FromMilliseconds(1),
            Keys = new KeyPoolOptions { Requests = settings.Requests, MaxInFlightInAll = settings.MaxInFlight },
        },
    });

    public RunWorld Run { get; }

    public RunState State => Run.State;

    /// <summary>The calls of the scripted service.</summary>
    public List<CaseCall> Calls => ((ScriptedServer)_handler!).Calls;

    /// <summary>A world in which <paramref name="script"/> answers, after the request was accepted and the run started.</summary>
    public static CaseWorld Start(JsonObject request, Func<CaseCall, CaseAnswer> script, CaseSettings? settings = null)
    {
        var world = new CaseWorld(settings ?? new CaseSettings(), clock => new ScriptedServer(clock, script));
        world.Start(Accepted(request));
        return world;
    }

    /// <summary>A world in which a simulator answers; <paramref name="options"/> are given the keys and the clock.</summary>
    public static (CaseWorld World, Func<GeminiSimulator> Simulator) Simulated(
        SimulatorOptions options, JsonObject request, CaseSettings? settings = null)
    {
        settings ??= new CaseSettings();
        GeminiSimulator? simulator = null;
        options = options with { Keys = new BenchKeys(settings.KeysPerStyle).ForSimulator(), Images = ImageMode.Tiny };
        var world = new CaseWorld(settings, clock => (simulator = GeminiSimulator.CreateInProcess(options, clock)).CreateHandler());
        world.Start(Accepted(request));
        return (world, () => simulator!);
    }

    public static StoryboardReadResult Read(JsonObject request) =>
        StoryboardReader.Read(System.Text.Encoding.UTF8.GetBytes(request.ToJsonString()));

    public void Start(Storyboard storyboard) =>
        Run.Start(
            storyboard with { Options = storyboard.Options with { Model = storyboard.Options.Model ?? ModelCatalogue.DefaultModel } });

    /// <summary>Until the run is over, and everything of it has ended.</summary>
    public CaseWorld Finish()
    {
        GoOn(() => State.HasEnded && !Run.Engine.IsRunning(Run.RunId));
        Assert.True(State.HasEnded, $"The run does not come to an end; it is {State.Status}. {State.Reason}");
        return this;
    }

    /// <summary>For so long, or until nothing more will happen.</summary>
    public CaseWorld GoOnFor(TimeSpan span)
    {
        var until = Run.Clock.GetUtcNow() + span;
        GoOn(() => Run.Clock.GetUtcNow() >= until);
        return this;
    }

    /// <summary>Every reason that the log gives for a wait or a pause.</summary>
    public IEnumerable<string> Reasons => Run.Log
        .Select(e => e switch { StyleWaiting w => w.Reason, RunPaused p => p.Reason, RunStopped s => s.Reason, _ => null })
        .OfType<string>();

    /// <summary>The beats of all styles.</summary>
    public ImmutableArray<BeatRecord> Beats => [.. State.Styles.SelectMany(s => s.Beats)];

    public int Count(BeatState state) => Beats.Count(b => b.State == state);

    /// <summary>The width of a beat's stored image.</summary>
    public int WidthOf(ImageStyle style, string beat)
    {
        var record = State.Find(style, BeatId.Parse(beat))!;
        var name = new ImageName(State.Document.Storyboard.Project, style, record.Beat.Shot, record.Beat.Id);
        using var stream = RunWorld.Now(Run.Images.OpenAsync(name, version: null, default));
        using var bytes = new MemoryStream();
        stream!.CopyTo(bytes);
        return Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect(bytes.ToArray())).Width;
    }

    public void Resume(decimal? maxCostUsd = null) =>
        Assert.IsType<ControlResult.Done>(RunWorld.Now(Run.Service.ResumeAsync(Run.RunId, maxCostUsd, default)));

    public static Storyboard Accepted(JsonObject request) => Assert.IsType<StoryboardReadResult.Accepted>(Read(request)).Storyboard;

    private void GoOn(Func<bool> isDone)
    {
        for (var steps = 0; steps % 20 != 0 || !isDone(); steps++)
        {
            Assert.True(steps < MostSteps, "There is no end to it.");
            if (!Run.Engine.Step()) return;
        }
    }
}

/// <summary>Settings of the host.</summary>
internal sealed record CaseSettings
{
    public int KeysPerStyle { get; init; } = 2;

    /// <summary>Requests a minute and key.</summary>
    public int Requests { get; init; } = 200;

    /// <summary>Calls of a style in flight at most; null: as many as the keys allow.</summary>
    public int? MaxInFlight { get; init; }

    /// <summary>How long one attempt may take; null: the default.</summary>
    public TimeSpan? Timeout { get; init; }
}
