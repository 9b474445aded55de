using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;
using static ImageGen.Tests.Local.Mcp.McpCalls;

namespace ImageGen.Tests.Local.Mcp;

/// <summary>Runs as a model reads and controls them.</summary>
public sealed class RunToolsTests
{
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

    private static BeatFailed Failed(string beat) =>
        new(At(1), ImageStyle.Clear, BeatId.Parse(beat), null, new ModelFailure(FailureKind.Transient, "The service is down."), 0);
}
