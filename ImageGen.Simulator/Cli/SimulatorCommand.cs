using System.CommandLine;
using ImageGen.Simulator.Faults;
using ImageGen.Simulator.Limits;
using ImageGen.Simulator.Requests;
using ImageGen.Simulator.Troubles;

namespace ImageGen.Simulator.Cli;

/// <summary>The command line: options, and a service that runs until Ctrl-C.</summary>
internal static class SimulatorCommand
{
    private const int BadUsage = 2;

    private static readonly Option<int> Port = new("--port")
    {
        Description = "TCP port on 127.0.0.1; 0: any free one.",
        DefaultValueFactory = _ => 8090,
    };

    private static readonly Option<SimulatorKey[]> Keys = new("--keys")
    {
        Description = "The keys that exist: value[=project][:state], separated by commas. States: valid, invalid, expired, leaked, "
            + "service-disabled, not-entitled. Default: every key is accepted, each with a project of its own.",
        CustomParser = OptionParsers.Keys,
        DefaultValueFactory = _ => [],
        HelpName = "keys",
    };

    private static readonly Option<int> Requests = Limit("--requests", "Requests per window, project and model; 0: no limit.", 10);

    private static readonly Option<TimeSpan> Window = new("--window")
    {
        Description = "The sliding window of --requests. Default: 60s.",
        CustomParser = OptionParsers.Duration,
        HelpName = "duration",
    };

    private static readonly Option<int> PerDay = Limit("--per-day", "Requests per day, project and model; 0: no limit.", 0);

    private static readonly Option<decimal?> Spend = new("--spend")
    {
        Description = "US dollars that a project may spend in 10 minutes. Default: no limit.",
    };

    private static readonly Option<LatencyDistribution> Latency = new("--latency")
    {
        Description = "How long an image takes: none, one duration, or min/median/p99. Default: 4s/8s/25s.",
        CustomParser = OptionParsers.Latency,
        HelpName = "latency",
    };

    private static readonly Option<FaultMix> Faults = new("--faults")
    {
        Description = "Faults by chance: none, standard (all can be got over), harsh (blocked content and hanging calls too), "
            + "or faults with their shares, such as stray-429=5%,hang=1%; several separated by commas. Default: none.",
        CustomParser = OptionParsers.Mix,
        HelpName = "none|standard|harsh|fault=share",
    };

    private static readonly Option<Overload[]> Overloads = new("--overload")
    {
        Description = "A time in which calls are answered 503 after 1 s: duration[@start][=project], counted from the first call, such as "
            + "120s@60s or always=project-b; may be given more than once.",
        CustomParser = OptionParsers.Overloads,
        DefaultValueFactory = _ => [],
        HelpName = "overload",
    };

    private static readonly Option<BillingAccount[]> Prepaid = new("--prepaid")
    {
        Description = "An account's prepaid credit in US dollars: usd[=project+project][:429]; once it is used up, its projects (default: "
            + "all) "
            + "get 402, or with :429 a bare 429 that says so.",
        CustomParser = OptionParsers.Accounts,
        DefaultValueFactory = _ => [],
        HelpName = "usd",
    };

    private static readonly Option<LostModel[]> LostModels = new("--lost-model")
    {
        Description = "A model that a project may not use any more: project[=model]; * for all projects. Answers 404.",
        CustomParser = OptionParsers.LostModels,
        DefaultValueFactory = _ => [],
        HelpName = "project=model",
    };

    private static readonly Option<AnswerFormat> Format = new("--format")
    {
        Description = "The type of the images: png, jpeg or webp. Default: jpeg, as of the real service.",
        CustomParser = OptionParsers.Choice<AnswerFormat>,
        DefaultValueFactory = _ => AnswerFormat.Jpeg,
        HelpName = "png|jpeg|webp",
    };

    private static readonly Option<ThoughtMode> Thoughts = new("--thoughts")
    {
        Description = "What answers show of the model's thinking: none, usage (counted tokens) or drafts (draft images too). "
            + "Default: none.",
        CustomParser = OptionParsers.Choice<ThoughtMode>,
        HelpName = "none|usage|drafts",
    };

    private static readonly Option<ScriptedFault[]> Script = new("--fault")
    {
        Description = "A fault for one beat, such as clear/1.3=unavailable*2 (needs --storyboard), or for project:ID, key:ID or any; "
            + "*all: always. May be given more than once.",
        CustomParser = OptionParsers.Script,
        DefaultValueFactory = _ => [],
        HelpName = "target=fault*times",
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Seed of latencies and faults.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<double> Speed = new("--speed")
    {
        Description = "Time compression: with 20 a minute's window lasts 3 s and an image of 8 s takes 0.4 s.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<FileInfo?> Storyboard = new("--storyboard")
    {
        Description = "A storyboard request; its prompts tell style and beat, which then stand on the images and in /calls.",
    };

    /// <summary>Runs the command line <paramref name="args"/>; returns 0, or 2 when they are not usable.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync();
        var messages = string.Join(Environment.NewLine, parsed.Errors.Select(e => e.Message));
        return Refuse(Console.Error, $"{messages}{Environment.NewLine}--help lists all options.");
    }

    public static RootCommand Create()
    {
        RootCommand command = new("A stand-in for Gemini's generateContent: keys, limits, latency, faults and images, on this machine.")
        {
            Port, Keys, Requests, Window, PerDay, Spend, Prepaid, Latency, Faults, Script, Overloads, LostModels, Format, Thoughts, Seed,
            Speed, Storyboard,
        };
        command.SetAction(ServeAsync);
        return command;
    }

    /// <summary>The options that the command line asks for.</summary>
    public static SimulatorOptions OptionsOf(ParseResult parsed, SceneLabels? labels) => new()
    {
        Port = parsed.GetValue(Port),
        Keys = [.. parsed.GetValue(Keys) ?? []],
        RequestsPerWindow = NoneIfZero(parsed.GetValue(Requests)),
        Window = parsed.GetResult(Window) is null ? TimeSpan.FromSeconds(60) : parsed.GetValue(Window),
        RequestsPerDay = NoneIfZero(parsed.GetValue(PerDay)),
        SpendLimitUsd = parsed.GetValue(Spend),
        Latency = parsed.GetValue(Latency) ?? LatencyDistribution.Typical,
        Faults = parsed.GetValue(Faults) ?? FaultMix.None,
        Script = [.. parsed.GetValue(Script) ?? []],
        Overloads = [.. parsed.GetValue(Overloads) ?? []],
        Accounts = [.. parsed.GetValue(Prepaid) ?? []],
        LostModels = [.. parsed.GetValue(LostModels) ?? []],
        Format = parsed.GetValue(Format),
        Thoughts = parsed.GetValue(Thoughts),
        Seed = parsed.GetValue(Seed),
        Speed = parsed.GetValue(Speed),
        Describe = labels is null ? null : labels.Find,
    };

    private static async Task<int> ServeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var errors = parsed.InvocationConfiguration.Error;
        try
        {
            var storyboard = parsed.GetValue(Storyboard);
            var labels = storyboard is null
                ? null
                : SceneLabels.FromStoryboard(await File.ReadAllTextAsync(storyboard.FullName, cancellationToken));
            var options = OptionsOf(parsed, labels);
            if (options.Validate() is { Count: > 0 } faults) return Refuse(errors, string.Join(Environment.NewLine, faults));
            if (options.Script.Any(s => s.NeedsLabels) && labels is null)
            {
                return Refuse(errors, "--fault names beats; add --storyboard so that they can be recognised.");
            }

            await using var simulator = await GeminiSimulator.StartAsync(options);
            await output.WriteAsync(Banner.Of(options, simulator.BaseUrl));
            await output.FlushAsync(CancellationToken.None);
            await UntilCancelledAsync(cancellationToken);
            await output.WriteLineAsync(Banner.Farewell(simulator.Stats));
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(errors, $"{e.Message} Choose another --port or --storyboard.");
        }
        catch (System.Text.Json.JsonException e)
        {
            return Refuse(errors, $"The storyboard is not JSON: {e.Message}");
        }
    }

    private static int Refuse(TextWriter errors, string message)
    {
        errors.WriteLine(message);
        return BadUsage;
    }

    private static async Task UntilCancelledAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
    }

    private static int? NoneIfZero(int limit) => limit == 0 ? null : limit;

    private static Option<int> Limit(string name, string description, int standard)
    {
        Option<int> option = new(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 0) result.AddError($"{name} must be 0 or more.");
        });
        return option;
    }
}
