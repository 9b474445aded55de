using System.Net.Sockets;
using System.Text.RegularExpressions;
using ImageGen.Local.Cli;

namespace ImageGen.Tests.Local.Cli;

public sealed partial class ServeCommandTests : IDisposable
{
    private readonly CliDriver _cli = new();

    [Fact]
    public async Task Serve_AnyPort_SaysWhereServesAndStopsInGoodOrder()
    {
        var running = _cli.RunAsync("serve", "--urls", "http://127.0.0.1:0");
        var address = await _cli.WhenPrintedAsync(Address());
        using var client = new HttpClient { BaseAddress = new Uri(address) };

        using var page = await client.GetAsync("/");
        using var started = await client.PostAsync("/api/generate-images", Tests.Local.Http.Support.TestHost.Storyboard());
        _cli.Interrupts.Raise();

        Assert.Equal(ExitCode.Done, await running);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal(["Uri", "stop", "dispose"], _cli.Host.Asked.Select(asked => asked as string ?? asked.GetType().Name));
        Assert.Contains("No API key is set: the built-in simulator generates.", _cli.Output, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/"));
    }

    [Fact]
    public async Task Serve_HostsModel_FillsInWhatARequestLeavesOut()
    {
        var running = _cli.RunAsync("serve", "--urls", "http://127.0.0.1:0");
        using var client = new HttpClient { BaseAddress = new Uri(await _cli.WhenPrintedAsync(Address())) };

        using var started = await client.PostAsync("/api/generate-images", Tests.Local.Http.Support.TestHost.Storyboard());
        using var refused = await client.PostAsync(
            "/api/estimate", Tests.Local.Http.Support.TestHost.Storyboard(
                options: new System.Text.Json.Nodes.JsonObject { ["model"] = "imagen-4.0" }));
        _cli.Interrupts.Raise();
        await running;

        var run = await _cli.Host.Parts.Runs.FindAsync("tale-1", CancellationToken.None);
        Assert.Equal("gemini-nano-banana-2.1", run!.Storyboard.Options.Model);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("$.options.model", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_BeyondThisMachineWithoutKey_RefusesBeforeTheEngineIsOpened()
    {
        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("serve", "--urls", "http://*:5230"));

        Assert.Contains("ImageGen__Http__ApiKey", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Opened);
    }

    [Fact]
    public async Task Serve_PortIsTaken_SaysSoAndClosesTheEngine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("serve", "--urls", address));

        Assert.Contains($"{address} cannot be had", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--urls", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(["dispose"], _cli.Host.Asked);
    }

    [Theory]
    [InlineData("http://*:0")]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    public async Task Serve_EndpointOfTheSettingsBeyondThisMachineWithoutKey_RefusesBeforeTheEngineIsOpened(string url)
    {
        _cli.Folder.Write(
            "appsettings.json", """{"Kestrel": {"Endpoints": {"Any": {"Url": "URL"}}}}""".Replace("URL", url, StringComparison.Ordinal));

        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("serve"));

        Assert.Contains("ImageGen__Http__ApiKey", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Opened);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", "{}")]
    [InlineData("http://127.0.0.1:0", """{"Kestrel": {"Endpoints": {"Safe": {"Url": "https://127.0.0.1:0"}}}}""")]
    [InlineData(
        "http://127.0.0.1:0",
        """{"Kestrel": {"Endpoints": {"Safe": {"Url": "https://127.0.0.1:0", "Certificate": {"Path": "/no/such.pfx"}}}}}""")]
    public async Task Serve_HttpsWithoutACertificate_SaysSoInASentence(string url, string settings)
    {
        _cli.Folder.Write("appsettings.json", settings);

        Assert.Equal(ExitCode.Usage, await _cli.RunAsync("serve", "--urls", url));

        Assert.Contains("certificate", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _cli.Error, StringComparison.Ordinal);
        Assert.Single(_cli.Error.Trim().Split('\n'));
    }

    public void Dispose() => _cli.Dispose();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
