using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;
using static ImageGen.Tests.Local.Mcp.McpCalls;

namespace ImageGen.Tests.Local.Mcp;

/// <summary>An estimate first, then a start that is bound to it.</summary>
public sealed class StartToolsTests
{
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
}
