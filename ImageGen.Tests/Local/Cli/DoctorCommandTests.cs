using ImageGen.Simulator;
using ImageGen.Tests.Contracts;

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
    public async Task Doctor_NobodyListens_CouldNotBeReached()
    {
        Configure("http://127.0.0.1:1");

        Assert.Equal(1, await _cli.RunAsync("doctor"));

        Assert.Matches(@"clear-1\s+tales\s+could not be reached\n", _cli.Output);
    }

    [Fact]
    public async Task Doctor_WithoutKeys_SaysThatTheSimulatorGenerates()
    {
        Assert.Equal(0, await _cli.RunAsync("doctor"));

        Assert.Contains("No API key is set", _cli.Output, StringComparison.Ordinal);
    }

    private void Configure(string baseUrl) => _cli.Folder.Write("appsettings.json", $$$"""
        {"ImageGen": {"Gemini": {"BaseUrl": "{{{baseUrl}}}"}, "Styles": {"clear": {"Keys": [{"Value": "doctor-key-1", "Project": "tales"}, {"Value": "doctor-key-2"}]} } } }
        """);

    private static Task<GeminiSimulator> StartAsync(KeyState second) => GeminiSimulator.StartAsync(new SimulatorOptions
    {
        Keys = [new SimulatorKey("doctor-key-1"), new SimulatorKey("doctor-key-2", State: second)],
    });
}
