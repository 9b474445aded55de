using Microsoft.AspNetCore.Http.Metadata;
using ModelContextProtocol.Protocol;

namespace ImageGen.Local.Mcp;

/// <summary>
/// The MCP server: the same tools over HTTP (<c>/mcp</c> of <c>serve</c>) and over standard input and output (<c>mcp</c>).
/// </summary>
internal static class McpParts
{
    public const string Path = "/mcp";

    // A storyboard of the largest size with what the protocol puts around it.
    private const long MaxBytes = 80 * 1024 * 1024;

    private const string Instructions =
        "ImageGen generates the images of a storyboard in up to three styles. Generating costs money: call estimate first, show the "
            + "person what it "
        + "costs, and call start with the estimate's id and a cost limit that the person agreed to. Then call wait until the run has "
        + "ended, and "
        + "show_image to look at the result. A paused run is resumed by the person.";

    /// <summary>Registers the tools, over what the API's handlers need.</summary>
    public static IMcpServerBuilder AddMcpTools(this IServiceCollection services) => services
        .AddSingleton<Quotes>()
        .AddSingleton<RunActivity>()
        .AddMcpServer(options =>
        {
            options.ServerInfo = new Implementation
            {
                Name = "imagegen",
                Title = "ImageGen",
                Version = typeof(McpParts).Assembly.GetName().Version!.ToString(3),
            };
            options.ServerInstructions = Instructions;
        })
        .WithTools<StartTools>()
        .WithTools<RunTools>()
        .WithTools<ImageTools>();

    /// <summary>Behind the same key, host and origin rules as the API, because those are middleware.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapMcp(Path).WithMetadata(new SizeLimit());

    private sealed class SizeLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MaxBytes;
    }
}
