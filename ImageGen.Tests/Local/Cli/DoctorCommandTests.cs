using ImageGen.Local.Configuration;
using ImageGen.Local.Engine;
using ImageGen.Local.Host;
using ImageGen.Local.Storage;
using ImageGen.Simulator;
using ImageGen.Simulator.Limits;
using ImageGen.Tests.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Local.Cli;

/// <summary><c>doctor</c> against services on this machine.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private const string Model = "gemini-3.1-flash-image";
    private readonly CliDriver _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Doctor_KeysThatWork_AreListedAndAllIsInOrder()
    {
        await using var simulator = await StartAsync(KeyState.Valid);
        Configure(simulator.BaseUrl);

        Assert.Equal(0, await _cli.RunAsync("doctor", "--model", Model));

        Assert.Matches($@"style\s+key\s+project\s+{Model}\nclear\s+clear-1\s+tales\s+works\nclear\s+clear-2\s+-\s+works\n", _cli.Output);
        Assert.Contains("Everything is in order.", _cli.Output, StringComparison.Ordinal);
        Assert.Empty(simulator.Calls);
        Assert.False(Directory.Exists(_cli.Folder["output"]));
    }

    [Fact]
    public async Task Doctor_KeyThatIsBad_IsNamedWithTheReason()
    {
        await using var simulator = await StartAsync(KeyState.Leaked);
        Configure(simulator.BaseUrl);

        Assert.Equal(1, await _cli.RunAsync("doctor", "--model", Model));

        Assert.Matches(@"clear-1\s+tales\s+works\n", _cli.Output);
        Assert.Matches(@"clear-2\s+-\s+blocked\n", _cli.Output);
        Assert.Contains("Key clear-2 was reported as leaked", _cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("doctor-key", _cli.Output + _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_ModelThatIsGone_IsNotAvailable()
    {
        await using var simulator = await StartAsync(KeyState.Valid);
        Configure(simulator.BaseUrl);

        Assert.Equal(1, await _cli.RunAsync("doctor", "--model", "gemini-2.5-flash-image"));

        Assert.Matches(@"clear-1\s+tales\s+model not available\n", _cli.Output);
    }

    /// <summary>Relays lack the endpoint, and their keys work all the same.</summary>
    [Fact]
    public async Task Doctor_ProxyWithoutTheEndpoint_SaysThatNothingIsKnown()
    {
        await using var proxy = await CannedServer.StartAsync(404, "<html>Not here</html>"u8.ToArray());
        Configure(proxy.BaseUrl);

        Assert.Equal(0, await _cli.RunAsync("doctor"));

        Assert.Matches(@"clear-1\s+tales\s+could not be checked\n", _cli.Output);
        Assert.Equal(2, proxy.Requests.Count);
        Assert.All(proxy.Requests, r => Assert.Equal("GET", r.Method));
    }

    [Fact]
    public async Task Doctor_ConnectionRefused_CouldNotBeReached()
    {
        Configure("http://127.0.0.1:1");

        Assert.Equal(1, await _cli.RunAsync("doctor"));

        Assert.Matches(@"clear-1\s+tales\s+could not be reached\n", _cli.Output);
    }

    [Fact]
    public async Task Doctor_LearnedLimit_IsShownBesideTheConfiguredOnes()
    {
        await using var simulator = await StartAsync(KeyState.Valid);
        Configure(simulator.BaseUrl);
        var pool = Learn();
        var before = await File.ReadAllBytesAsync(_cli.Folder[pool]);

        Assert.Equal(0, await _cli.RunAsync("doctor", "--model", Model));

        Assert.Contains("Limit of 'clear': limit 10 requests per minute for project clear-2.\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Limit of 'clear': learned limit 4 of 10 requests per minute for project tales.\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("doctor --reset-limits forgets it", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_cli.Folder[pool]));
    }

    [Fact]
    public async Task ResetLimits_NoHostOnTheFolder_ForgetsThemInTheFiles()
    {
        await using var simulator = await StartAsync(KeyState.Valid);
        Configure(simulator.BaseUrl);
        Learn();

        Assert.Equal(0, await _cli.RunAsync("doctor", "--model", Model, "--reset-limits"));

        Assert.Contains("Learned limits are reset", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("limit 10 requests per minute for project tales", _cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("learned limit 4", _cli.Output, StringComparison.Ordinal);
        Assert.Null(DataLock.OwnerOf(Data));
    }

    [Fact]
    public async Task ResetLimits_AnotherProcessWorksThere_IsCarriedOutThere()
    {
        await using var simulator = await StartAsync(KeyState.Valid);
        Configure(simulator.BaseUrl);
        Learn();
        var options = new ImageGenOptions
        {
            Keys = ImmutableDictionary<ImageStyle, ImmutableArray<ApiKey>>.Empty.Add(
            ImageStyle.Clear, [new ApiKey("clear-1", "k", "tales")])
        };
        await using var host = await RunHost.OpenAsync(
            new HostRequest(Data, new ConfigurationBuilder().Build(), options, "serve"),
            NullLoggerFactory.Instance,
            TimeProvider.System,
            services => new EmbeddedEngine(services),
            CancellationToken.None);
        Assert.Equal(4, Assert.Single(await host.Parts.Limits!.ListAsync(ImageStyle.Clear, default)).Learned);

        Assert.Equal(0, await _cli.RunAsync("doctor", "--model", Model, "--reset-limits"));

        Assert.Null(Assert.Single(await host.Parts.Limits.ListAsync(ImageStyle.Clear, default)).Learned);
        Assert.Contains("Learned limits are reset", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("('serve'", _cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("learned limit 4", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResetLimits_NothingThere_MakesNoFolder()
    {
        Assert.Equal(0, await _cli.RunAsync("doctor", "--reset-limits"));

        Assert.False(Directory.Exists(_cli.Folder["output"]));
    }

    [Fact]
    public async Task Doctor_DefaultStyleReference_IsNamedWithItsStyle()
    {
        await using var simulator = await StartAsync(KeyState.Valid);
        await File.WriteAllBytesAsync(_cli.Folder["ink.png"], TestImage.Png(1));
        Configure(simulator.BaseUrl, """, "StyleReference": "ink.png" """);

        Assert.Equal(0, await _cli.RunAsync("doctor", "--model", Model));

        Assert.Contains($"Default style reference of 'clear': {_cli.Folder["ink.png"]}.\n", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WithoutKeys_SaysThatTheSimulatorGenerates()
    {
        Assert.Equal(0, await _cli.RunAsync("doctor"));

        Assert.Contains("No API key is set", _cli.Output, StringComparison.Ordinal);
    }

    private DataFolder Data => DataFolder.Open(_cli.Folder["output"]);

    /// <summary>The clear style's pool has learned a limit.</summary>
    private string Learn()
    {
        const string pool = "output/.imagegen/keypool-clear.json";
        _cli.Folder.Write(pool, LearnedPools.Json(TimeProvider.System.GetUtcNow().AddMinutes(-5)));
        return pool;
    }

    private void Configure(string baseUrl, string more = "") => _cli.Folder.Write("appsettings.json", $$$"""
        {"ImageGen": {"Gemini": {"BaseUrl": "{{{baseUrl}}}"}, "Styles": {"clear": {"Keys": [{"Value": "doctor-key-1", "Project": "tales"}, {"Value": "doctor-key-2"}]} }{{{more}}} } }
        """);

    private static Task<GeminiSimulator> StartAsync(KeyState second) => GeminiSimulator.StartAsync(new SimulatorOptions
    {
        Keys = [new SimulatorKey("doctor-key-1"), new SimulatorKey("doctor-key-2", State: second)],
    });
}
