using ImageGen.Local.Engine;
using ModelContextProtocol.Client;

namespace ImageGen.Tests.Local.Mcp;

/// <summary><c>imagegen mcp</c> in a process of its own, started and asked by the package's own client as an assistant does.</summary>
public sealed class McpCommandTests
{
    [Fact]
    public async Task Mcp_StoryboardFromEstimateToImage_OverStandardInputAndOutput()
    {
        using var folder = new TempFolder();
        await using var client = await McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "imagegen",
            Command = "dotnet",
            Arguments = [typeof(EmbeddedEngine).Assembly.Location, "mcp", "--data", folder["data"]],
            WorkingDirectory = folder.Path,
        }));
        var estimate = await McpCalls.JsonAsync(client, "estimate", ("storyboard", McpCalls.Storyboard()));

        var run = await McpCalls.JsonAsync(
            client, "start", ("estimateId", (string)estimate["estimateId"]!), ("maxCostUsd", (decimal)estimate["highestCostUsd"]!));
        var ended = await McpCalls.JsonAsync(client, "wait", ("runId", (string)run["id"]!), ("seconds", 120));

        Assert.Equal("completed", (string?)ended["status"]);
        Assert.Equal(2, (int)ended["completed"]!);
        Assert.True((decimal)ended["costUsd"]! <= (decimal)estimate["highestCostUsd"]!);
        Assert.True(File.Exists(folder["data/tale/generated_images/clear/Shot_1/Beat_1.2.png"]));
    }
}
