using ImageGen.Tests.Local.Http.Support;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ImageGen.Tests.Local.Mcp;

/// <summary>Calls of the server's tools by the package's own client.</summary>
internal static class McpCalls
{
    public static JsonElement Storyboard() => JsonDocument.Parse("""
        {"projectPath": "projects/tale", "promptsByStyle": {"clear": [
          {"shot_number": 1, "beat_number": "1.1", "transition_type": "H", "ai_prompt": "A hare."},
          {"shot_number": 1, "beat_number": "1.2", "transition_type": "C", "ai_prompt": "The hare runs."}]}}
        """).RootElement;

    public static async Task<JsonNode> JsonAsync(McpClient client, string tool, params (string Name, object Value)[] arguments)
    {
        var result = await CallAsync(client, tool, arguments);
        Assert.False(result.IsError is true, Text(result));
        return JsonNode.Parse(Text(result))!;
    }

    public static async Task<string> ErrorAsync(McpClient client, string tool, params (string Name, object Value)[] arguments)
    {
        var result = await CallAsync(client, tool, arguments);
        Assert.True(result.IsError is true, Text(result));
        return Text(result);
    }

    public static async Task<CallToolResult> CallAsync(McpClient client, string tool, params (string Name, object Value)[] arguments) =>
        await client.CallToolAsync(tool, arguments.ToDictionary(a => a.Name, a => (object?)a.Value));

    public static string Text(CallToolResult result) => string.Concat(result.Content.OfType<TextContentBlock>().Select(t => t.Text));

    public static Task<McpClient> ConnectAsync(TestHost host, string? key = null)
    {
        var options = new HttpClientTransportOptions { Endpoint = new Uri(host.Address, "/mcp") };
        if (key is not null)
        {
            options.AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" };
        }

        return McpClient.CreateAsync(new HttpClientTransport(options));
    }
}
