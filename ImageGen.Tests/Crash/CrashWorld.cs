using ImageGen.Local.Cli;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Configuration;
using ImageGen.Local.Engine;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Simulator;
using ImageGen.Simulator.Requests;
using ImageGen.Tests.Local;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace ImageGen.Tests.Crash;

/// <summary>A folder with a storyboard, and a simulator that answers over HTTP: all that a real process needs to generate.</summary>
internal sealed class CrashWorld : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _settings;

    private CrashWorld(GeminiSimulator simulator, CallWatch watch, string storyboard, string? data)
    {
        (Simulator, Watch, StoryboardJson) = (simulator, watch, storyboard);
        Data = data ?? _folder["data"];
        _folder.Write("tale.json", storyboard);
        _settings = new Dictionary<string, string>
        {
            ["ImageGen__Data"] = Data,
            ["ImageGen__Gemini__BaseUrl"] = simulator.BaseUrl,
            ["ImageGen__Limits__Requests"] = "100000",
            ["ImageGen__Limits__Window"] = "00:00:00.1",
            ["ImageGen__Limits__MaxInFlight"] = "2",
            ["ImageGen__CrashLimit"] = "1000",
        };
        foreach (var (style, key) in ImageStyles.All.SelectMany(s => (IEnumerable<(string, int)>)[(s.Name(), 0), (s.Name(), 1)]))
        {
            _settings[$"ImageGen__Styles__{style}__Keys__{key}__Value"] = $"test-key-{style}-{key}";
        }
    }

    public const string RunId = "tale-1";

    public GeminiSimulator Simulator { get; }

    public CallWatch Watch { get; }

    /// <summary>What <c>tale.json</c> holds.</summary>
    public string StoryboardJson { get; }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    public string this[string relative] => Path.Combine(Data, relative);

    /// <param name="shots">Of the storyboard, each with three beats, each in three styles.</param>
    /// <param name="options">Of the simulator.</param>
    /// <param name="time">The simulator's clock: one that stands still makes calls take as long as the test wants.</param>
    /// <param name="data">The data folder; null: one in a folder of its own.</param>
    public static async Task<CrashWorld> OpenAsync(
        int shots, SimulatorOptions? options = null, TimeProvider? time = null, string? data = null)
    {
        var storyboard = Storyboard("projects/tale", shots);
        var watch = new CallWatch(SceneLabels.FromStoryboard(storyboard));
        var simulator = await GeminiSimulator.StartAsync(
            (options ?? new SimulatorOptions()) with { Images = ImageMode.Tiny, Describe = watch.Describe, Answering = watch.OnAnswering },
            time);
        return new CrashWorld(simulator, watch, storyboard, data);
    }

    public CrashWorld With(string setting, string value)
    {
        _settings[setting] = value;
        return this;
    }

    /// <summary>Another storyboard, beside <c>tale.json</c>; returns what it holds.</summary>
    public string AddStoryboard(string name, int shots)
    {
        var storyboard = Storyboard($"projects/{name}", shots);
        _folder.Write($"{name}.json", storyboard);
        return storyboard;
    }

    public CliProcess Generate(bool isPlain = false) => Start(isPlain, "generate", "tale.json");

    public CliProcess Start(params string[] arguments) => Start(isPlain: false, arguments);

    public CliProcess Start(bool isPlain, params string[] arguments) => CliProcess.Start(_folder.Path, _settings, arguments, isPlain);

    /// <summary>The host that the processes have, in this one: with another clock or other parts.</summary>
    public Task<IRunHost> OpenHostAsync(TimeProvider? time = null, Func<EngineServices, EngineServices>? change = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                _settings.Select(s => KeyValuePair.Create(s.Key.Replace("__", ":", StringComparison.Ordinal), (string?)s.Value)))
            .Build();
        var (options, faults, _) = ImageGenOptionsReader.Read(configuration, new DateOnly(2026, 11, 20));
        Assert.Empty(faults);
        return RunHost.OpenAsync(
            new HostRequest(DataFolder.Open(Data), configuration, options, "test"),
            NullLoggerFactory.Instance,
            time ?? TimeProvider.System,
            services => new EmbeddedEngine(change?.Invoke(services) ?? services),
            default);
    }

    /// <summary>A command from its start to its end.</summary>
    public async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        return (await process.ExitAsync(), process.Output, process.Error);
    }

    /// <summary>
    /// A command that concerns the data folder alone, carried out by this process. One of its own would be no different to the process that
    /// works on the folder, and takes a second.
    /// </summary>
    public async Task<(int Exit, string Output, string Error)> AskAsync(params string[] arguments)
    {
        using var interrupts = new Interrupts();
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exit = await CommandLine.RunAsync([.. arguments, "--data", Data], new CliEnvironment
        {
            Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }),
            Output = output,
            Error = error,
            Log = new ErrorLog(error, TimeProvider.System),
            IsTerminal = false,
            CurrentFolder = _folder.Path,
            Time = TimeProvider.System,
            Interrupts = interrupts,
            OpenHost = (_, _) => throw new InvalidOperationException("This command would generate."),
        });
        return (exit, output.ToString().TrimEnd(), error.ToString().TrimEnd());
    }

    /// <summary>The run as anybody may read it, also while a process works on it.</summary>
    public async Task<T> ReadAsync<T>(Func<RunState, T> read, string run = RunId)
    {
        var runLog = await OfflineRuns.Reading(DataFolder.Open(Data), TimeProvider.System).RunLogs.FindAsync(run, default);
        return runLog is null ? throw new InvalidOperationException($"There is no run {run}.") : await runLog.ReadAsync(read, default);
    }

    public async Task<ImmutableArray<RunEvent>> LogAsync(string run = RunId) =>
        [.. (await OfflineRuns.Reading(
            DataFolder.Open(Data), TimeProvider.System).Store.ReadAsync(run, default, int.MaxValue, default)).Select(e => e.Event)];

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        _folder.Dispose();
    }

    private static string Storyboard(string project, int shots)
    {
        var styles = new JsonObject();
        foreach (var style in ImageStyles.All)
        {
            styles[style.Name()] = new JsonArray(
            [
                .. from shot in Enumerable.Range(1, shots)
                   from beat in Enumerable.Range(1, 3)
                   select new JsonObject
                   {
                       ["shot_number"] = shot,
                       ["beat_number"] = $"{shot}.{beat}",
                       ["transition_type"] = beat == 1 ? "H" : "C",
                       ["ai_prompt"] = $"Generate {project}, beat {shot}.{beat}, {style.Name()}.",
                   },
            ]);
        }

        return new JsonObject { ["projectPath"] = project, ["promptsByStyle"] = styles }.ToJsonString();
    }
}
