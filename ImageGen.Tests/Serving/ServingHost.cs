using System.Text.RegularExpressions;
using ImageGen.Local.Cli;
using ImageGen.Local.Cli.Views;
using ImageGen.Local.Engine;
using ImageGen.Local.Host;
using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Cli;
using ImageGen.Tests.Local.Http.Support;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace ImageGen.Tests.Serving;

/// <summary><c>imagegen serve</c> in this process, with nothing left out: command line, settings, engine, files, HTTP.</summary>
internal sealed partial class ServingHost : IAsyncDisposable
{
    private readonly PrintedText _output = new();
    private readonly Interrupts _interrupts = new();
    private readonly Tap _tap;
    private Task<int> _running = null!;

    private ServingHost(Tap tap) => _tap = tap;

    public Uri Address { get; private set; } = null!;

    /// <summary>A client that holds every answer to the contract.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>
    /// Starts it in <paramref name="folder"/>, where its settings and data go, generating with <paramref name="drawing"/>.
    /// </summary>
    public static async Task<ServingHost> StartAsync(
        TempFolder folder, Drawing drawing, JsonObject? http = null, IReadOnlyList<string>? roots = null, int? inFlight = null,
        params string[] more)
    {
        drawing.WriteSettings(folder, http, roots, inFlight);
        var host = new ServingHost(drawing.Tap);
        host._running = CommandLine.RunAsync(["serve", "--urls", "http://127.0.0.1:0", .. more], host.World(folder));
        var address = host._output.WhenPrintedAsync(ServedAt());
        if (await Task.WhenAny(address, host._running) == host._running)
        {
            Assert.Fail($"It did not serve: {host._output}");
        }

        host.Address = new Uri(await address);
        host.Client = new HttpClient(
            new ContractHandler(new SocketsHttpHandler { UseProxy = false, UseCookies = false }))
        { BaseAddress = host.Address };
        return host;
    }

    /// <summary>Starts a run over HTTP and gives its id.</summary>
    public async Task<string> StartRunAsync(string storyboard)
    {
        using var response = await Client.PostAsync("/api/generate-images", TestHost.Json(storyboard));
        var answer = await TestHost.ReadAsync(response);
        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        return (string)answer["id"]!;
    }

    /// <summary>Reads what is at an address, whatever the status.</summary>
    public async Task<JsonNode> ReadAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return await TestHost.ReadAsync(response);
    }

    /// <summary>Stops it as Ctrl-C does.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();

        // It waits for the calls that are under way.
        _tap.Open();
        _interrupts.Raise();
        await _running;
        _interrupts.Dispose();
        _output.Dispose();
    }

    private CliEnvironment World(TempFolder folder) => new()
    {
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(_output) }),
        Output = _output,
        Error = _output,
        Log = new ErrorLog(_output, TimeProvider.System),
        IsTerminal = false,
        CurrentFolder = folder.Path,
        Time = TimeProvider.System,
        Interrupts = _interrupts,
        OpenHost = (request, cancellationToken) =>
            RunHost.OpenAsync(
                request, new LoggerFactory(), TimeProvider.System, services => new EmbeddedEngine(services), cancellationToken),
    };

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex ServedAt();
}
