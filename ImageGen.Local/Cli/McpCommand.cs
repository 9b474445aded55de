using System.CommandLine;
using ImageGen.Local.Host;
using ImageGen.Local.Http;
using ImageGen.Local.Mcp;
using ImageGen.Local.Storage;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace ImageGen.Local.Cli;

/// <summary><c>mcp</c>: a Model Context Protocol server over standard input and output, for assistants that start this program.</summary>
internal static class McpCommand
{
    public static Command Create(CliEnvironment world)
    {
        var command = new Command(
            "mcp", "Let an assistant estimate, start and watch runs (Model Context Protocol over standard input and output; 'serve' has "
                + "it at /mcp).");
        command.SetAction((parsed, _) => RunAsync(world, parsed));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed)
    {
        var (configuration, options) = SettingsOptions.Read(world, parsed);

        // Not the unfinished runs of others: what they cost was not quoted here.
        var request = new HostRequest(DataFolder.Open(options.Data), configuration, options, "mcp");
        await using var host = await world.OpenHost(request, world.Interrupts.First);
        var services = new ServiceCollection();
        services
            .AddLogging(logging => logging.AddProvider(world.Log).SetMinimumLevel(LogLevel.Warning))
            .AddApiParts(options.Http, HostParts.Of(host, options, world))
            .AddMcpTools();
        await using var provider = services.BuildServiceProvider();
        if (!options.HasKeys)
        {
            world.Error.WriteLine("No API key is set: the built-in simulator generates, and its dollars are not real.");
        }

        // Standard output belongs to the protocol; whatever a person should read goes to standard error.
        var (input, output) = world.OpenStreams();
        await using var transport = new StreamServerTransport(input, output, "imagegen", provider.GetRequiredService<ILoggerFactory>());
        await using var server = McpServer.Create(
            transport, provider.GetRequiredService<IOptions<McpServerOptions>>().Value, provider.GetRequiredService<ILoggerFactory>(),
            provider);
        try
        {
            await server.RunAsync(world.Interrupts.First);
        }
        catch (OperationCanceledException) when (world.Interrupts.First.IsCancellationRequested)
        {
        }

        return await StopAsync(world, host);
    }

    private static async Task<int> StopAsync(CliEnvironment world, IRunHost host)
    {
        try
        {
            await host.StopAsync(world.Interrupts.Second);
        }
        catch (OperationCanceledException) when (world.Interrupts.Second.IsCancellationRequested)
        {
            world.Error.WriteLine("Stopped at once.");
        }

        return ExitCode.Done;
    }
}
