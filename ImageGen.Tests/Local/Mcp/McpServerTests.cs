using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Local.Configuration;
using ImageGen.Tests.Builders;
using ImageGen.Tests.Local.Http.Support;
using ImageGen.Tests.Support;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using static ImageGen.Tests.Builders.StoryboardBuilder;

namespace ImageGen.Tests.Local.Mcp;

/// <summary>The server at <c>/mcp</c>, asked by the package's own client.</summary>
public sealed class McpServerTests
{
    [Fact]
    public async Task Tools_AreTheseAndSayWhatTheyDo()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);

        var tools = await client.ListToolsAsync();

        Assert.Equal(["cancel", "estimate", "pause", "retry", "show_image", "start", "status", "wait"], tools.Select(t => t.Name).Order());
        Assert.All(tools, tool => Assert.False(string.IsNullOrWhiteSpace(tool.Description)));
        Assert.Equal("imagegen", client.ServerInfo?.Name);
    }

    [Fact]
    public async Task Start_WithAnEstimate_StartsWhatWasEstimatedWithItsLimit()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        var estimate = await JsonAsync(client, "estimate", ("storyboard", Storyboard()));

        var run = await JsonAsync(client, "start", ("estimateId", (string)estimate["estimateId"]!), ("maxCostUsd", 0.05m));

        Assert.Equal("tale-1", (string?)run["id"]);
        var stored = (await host.Runs.FindAsync("tale-1", default))!;
        Assert.Equal(0.05m, stored.Storyboard.Options.MaxCostUsd);
        Assert.Equal(2, stored.Storyboard.BeatCount);
        Assert.Equal(["tale-1"], host.Workflows.Woken);
    }

    [Fact]
    public async Task Start_Again_StartsNothingMore()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        var id = (string)(await JsonAsync(client, "estimate", ("storyboard", Storyboard())))["estimateId"]!;

        await JsonAsync(client, "start", ("estimateId", id), ("maxCostUsd", 0.05m));
        await host.AppendAsync("tale-1", new RunEnded(At(1), RunStatus.Completed));
        var again = await JsonAsync(client, "start", ("estimateId", id), ("maxCostUsd", 0.01m));

        Assert.Equal("tale-1", (string?)again["id"]);
        Assert.Single(await host.Runs.ListAsync(null, default));
    }

    [Fact]
    public async Task Start_NotQuoted_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        var estimate = await JsonAsync(client, "estimate", ("storyboard", Storyboard()));
        var id = (string)estimate["estimateId"]!;
        var highest = (decimal)estimate["highestCostUsd"]!;

        Assert.Contains(
            "estimate", await ErrorAsync(client, "start", ("estimateId", "estimate-0"), ("maxCostUsd", 0.01m)), StringComparison.Ordinal);
        Assert.Contains(
            "quoted", await ErrorAsync(client, "start", ("estimateId", id), ("maxCostUsd", highest + 0.01m)), StringComparison.Ordinal);
        Assert.Contains("quoted", await ErrorAsync(client, "start", ("estimateId", id), ("maxCostUsd", -1m)), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => JsonAsync(client, "start", ("estimateId", id)));
        Assert.Empty(await host.Runs.ListAsync(null, default));
    }

    [Fact]
    public async Task Start_RunOfTheProjectWithoutALimit_IsNotSetGoing()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        await host.PutRunAsync(new StoryboardBuilder());
        var id = (string)(await JsonAsync(client, "estimate", ("storyboard", Storyboard())))["estimateId"]!;

        Assert.Contains(
            "no cost limit", await ErrorAsync(client, "start", ("estimateId", id), ("maxCostUsd", 0.01m)), StringComparison.Ordinal);
        Assert.Empty(host.Workflows.Woken);
    }

    [Fact]
    public async Task Estimate_FaultyStoryboard_NamesEveryFault()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        var storyboard = JsonSerializer.SerializeToElement(new { projectPath = "", promptsByStyle = new { } });

        var error = await ErrorAsync(client, "estimate", ("storyboard", storyboard));

        Assert.Contains("projectPath", error, StringComparison.Ordinal);
        Assert.Contains("promptsByStyle", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_RunWithoutALimit_IsLeftToAPerson()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        await host.PutRunAsync(new StoryboardBuilder(), Failed("1.1"), new RunEnded(At(2), RunStatus.CompletedWithErrors));

        Assert.Contains("no cost limit", await ErrorAsync(client, "retry", ("runId", "tale-1")), StringComparison.Ordinal);
        Assert.Empty(host.Workflows.Woken);
    }

    [Fact]
    public async Task Retry_RunWithALimit_AsksForItsFailedBeats()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        var limited = new StoryboardBuilder().Options(new RunOptions { MaxCostUsd = 1 });
        await host.PutRunAsync(limited, Failed("1.1"), new RunEnded(At(2), RunStatus.CompletedWithErrors));

        await JsonAsync(client, "retry", ("runId", "tale-1"), ("beats", new[] { new { style = "clear", beat = "1.1" } }));

        var asked = Assert.Single((await host.LogAsync("tale-1")).Select(e => e.Event).OfType<BeatsRequested>());
        Assert.Equal<BeatRef>([new BeatRef(ImageStyle.Clear, BeatId.Parse("1.1"))], asked.Beats);
        Assert.Equal(["tale-1"], host.Workflows.Woken);
    }

    [Fact]
    public async Task PauseAndCancel_AreInTheLog()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        await host.PutRunAsync(new StoryboardBuilder());

        var paused = await JsonAsync(client, "pause", ("runId", "tale-1"), ("reason", "Too dark."));
        var cancelled = await JsonAsync(client, "cancel", ("runId", "tale-1"));

        Assert.Equal("paused", (string?)paused["status"]);
        Assert.Contains("Too dark.", (string)paused["reason"]!, StringComparison.Ordinal);
        Assert.NotNull(cancelled["id"]);
        Assert.Single((await host.LogAsync("tale-1")).Select(e => e.Event).OfType<RunCancelled>());
        Assert.Contains("cancelled", await ErrorAsync(client, "pause", ("runId", "tale-1")), StringComparison.Ordinal);
        Assert.Contains("no run", await ErrorAsync(client, "cancel", ("runId", "tale-9")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_RunThatEnds_ReturnsThen()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        await host.PutRunAsync(new StoryboardBuilder());

        var waiting = JsonAsync(client, "wait", ("runId", "tale-1"), ("seconds", 600));
        await host.AppendAsync("tale-1", new RunEnded(At(2), RunStatus.Completed));

        Assert.Equal("completed", (string?)(await waiting)["status"]);
        Assert.Equal(
            "pending",
            (string?)(await JsonAsync(
                client,
                "wait",
                ("runId", (await host.PutRunAsync(new StoryboardBuilder().Project("other"))).Id),
                ("seconds", 0)))["status"]);
    }

    [Fact]
    public async Task ShowImage_Beat_IsAnImageWithItsPath()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        var run = await host.PutRunAsync(new StoryboardBuilder());
        host.Images.Put(
            new ImageName(run.Storyboard.Project, ImageStyle.Clear, 1, BeatId.Parse("1.1")), SampleImages.BaselineJpeg, ImageFormat.Jpeg);

        var shown = await CallAsync(client, "show_image", ("runId", "tale-1"), ("style", "clear"), ("beat", "1.1"));

        var image = Assert.Single(shown.Content.OfType<ImageContentBlock>());
        Assert.Equal("image/jpeg", image.MimeType);
        Assert.IsType<ImageCheck.Whole>(ImageInspector.Inspect(image.DecodedData));
        Assert.Contains(
            "generated_images/clear/Shot_1/Beat_1.1.jpg",
            Assert.Single(shown.Content.OfType<TextContentBlock>()).Text,
            StringComparison.Ordinal);
        Assert.Contains(
            "no image",
            await ErrorAsync(client, "show_image", ("runId", "tale-1"), ("style", "clear"), ("beat", "1.2")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_WithAndWithoutARun_SaysHowTheyStandWithoutPrompts()
    {
        await using var host = await TestHost.StartAsync();
        await using var client = await ConnectAsync(host);
        await host.PutRunAsync(new StoryboardBuilder());

        var list = await CallAsync(client, "status");
        var run = await CallAsync(client, "status", ("runId", "tale-1"), ("withBeats", true));

        Assert.Equal("tale-1", (string?)JsonNode.Parse(Text(list))!["runs"]![0]!["id"]);
        Assert.Equal(6, (int)JsonNode.Parse(Text(run))!["total"]!);
        Assert.DoesNotContain("Generate beat", Text(run), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("secret-key-of-the-host", null, HttpStatusCode.Unauthorized)]
    public async Task Mcp_RequestThatTheApiWouldRefuse_IsRefused(string? key, string? origin, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync(new HttpOptions { ApiKey = key });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = TestHost.Json("{}") };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await host.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Mcp_AnotherHostsName_IsRefused()
    {
        await using var host = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = TestHost.Json("{}") };
        request.Headers.Host = "evil.example";

        using var response = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Mcp_WithTheKey_IsServed()
    {
        const string Key = "secret-key-of-the-host";
        await using var host = await TestHost.StartAsync(new HttpOptions { ApiKey = Key });
        await using var client = await ConnectAsync(host, Key);

        Assert.Equal(8, (await client.ListToolsAsync()).Count);
    }

    internal static JsonElement Storyboard() => JsonDocument.Parse("""
        {"projectPath": "projects/tale", "promptsByStyle": {"clear": [
          {"shot_number": 1, "beat_number": "1.1", "transition_type": "H", "ai_prompt": "A hare."},
          {"shot_number": 1, "beat_number": "1.2", "transition_type": "C", "ai_prompt": "The hare runs."}]}}
        """).RootElement;

    internal static async Task<JsonNode> JsonAsync(McpClient client, string tool, params (string Name, object Value)[] arguments)
    {
        var result = await CallAsync(client, tool, arguments);
        Assert.False(result.IsError is true, Text(result));
        return JsonNode.Parse(Text(result))!;
    }

    private static async Task<string> ErrorAsync(McpClient client, string tool, params (string Name, object Value)[] arguments)
    {
        var result = await CallAsync(client, tool, arguments);
        Assert.True(result.IsError is true, Text(result));
        return Text(result);
    }

    private static async Task<CallToolResult> CallAsync(McpClient client, string tool, params (string Name, object Value)[] arguments) =>
        await client.CallToolAsync(tool, arguments.ToDictionary(a => a.Name, a => (object?)a.Value));

    private static string Text(CallToolResult result) => string.Concat(result.Content.OfType<TextContentBlock>().Select(t => t.Text));

    private static BeatFailed Failed(string beat) =>
        new(At(1), ImageStyle.Clear, BeatId.Parse(beat), null, new ModelFailure(FailureKind.Transient, "The service is down."), 0);

    private static Task<McpClient> ConnectAsync(TestHost host, string? key = null)
    {
        var options = new HttpClientTransportOptions { Endpoint = new Uri(host.Address, "/mcp") };
        if (key is not null)
        {
            options.AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" };
        }

        return McpClient.CreateAsync(new HttpClientTransport(options));
    }
}
