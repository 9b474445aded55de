using ImageGen.Local.Configuration;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Local.Mcp.McpCalls;

namespace ImageGen.Tests.Local.Mcp;

/// <summary>The server at <c>/mcp</c>: its tools, and whom it serves.</summary>
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
}
