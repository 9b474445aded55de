using System.CommandLine;
using ImageGen.Local.Host;
using ImageGen.Local.Http;
using ImageGen.Local.Storage;

namespace ImageGen.Local.Cli;

/// <summary><c>serve</c>: the HTTP API and the page, until Ctrl-C.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Urls = CliOption.Text(
        "--urls", "URL[;URL]",
        "Where to listen. Default: ImageGen__Http__Urls, else http://localhost:5230. Beyond this machine a key is needed: "
            + "ImageGen__Http__ApiKey.");

    private static readonly Option<ulong> Seed = CliOption.Seed();

    private static readonly Option<bool> StoryboardApp = CliOption.Flag(
        "--storyboard-app",
        "Also serve the calls of the storyboard app's own page, so that it can be used unchanged. Default: "
            + "ImageGen__Compatibility__StoryboardApp.");

    public static Command Create(CliEnvironment world)
    {
        var command = new Command(
            "serve", "Serve the page and the HTTP API, and continue with unfinished runs.") { Urls, Seed, StoryboardApp };
        command.SetAction((parsed, _) => RunAsync(world, parsed));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment world, ParseResult parsed)
    {
        var (configuration, options) = SettingsOptions.Read(world, parsed);
        options = options with { StoryboardApp = options.StoryboardApp || parsed.GetValue(StoryboardApp) };
        var http = (options.Http with { Urls = parsed.GetValue(Urls) ?? options.Http.Urls }).Checked(ApiServer.Endpoints(configuration));
        var request = new HostRequest(
            DataFolder.Open(options.Data, options.ProjectRoots),
            configuration,
            options,
            "serve",
            StyleReference: null,
            parsed.GetValue(Seed),
            RestoresRuns: true);
        await using var host = await world.OpenHost(request, world.Interrupts.First);
        await using var server = await ApiServer.StartAsync(
            http, configuration, HostParts.Of(host, options, world), world.Interrupts.First);
        host.Announce(new Uri(server.Addresses[0]));
        world.Output.WriteLine(
            $"Serving {string.Join(" and ", server.Addresses)}. Images and runs are in {options.Data}. Ctrl-C stops cleanly.");
        if (options.StoryboardApp)
        {
            world.Output.WriteLine(options.ProjectRoots.IsEmpty
                ? "The storyboard app's calls are served. Its project folders are used as they are once ImageGen__Projects__Roots__0 "
                    + "names the folder above them."
                : "The storyboard app's calls are served. Its project folders are used as they are below "
                    + $"{string.Join(", ", options.ProjectRoots)}.");
        }

        if (!options.HasKeys)
        {
            world.Output.WriteLine(
                "No API key is set: the built-in simulator generates. Set keys in ImageGen__Styles__<style>__Keys__0 and on for real "
                    + "images.");
        }

        await world.Interrupts.First.WhenCancelledAsync();
        return await StopAsync(world, server, host);
    }

    private static async Task<int> StopAsync(CliEnvironment world, ApiServer server, IRunHost host)
    {
        world.Error.WriteLine("Stopping: calls under way are being finished. Ctrl-C again drops them; they may be billed all the same.");
        try
        {
            await server.StopAsync(world.Interrupts.Second);
            await host.StopAsync(world.Interrupts.Second);
            world.Error.WriteLine("Stopped. Unfinished runs continue when it serves again.");
        }
        catch (OperationCanceledException) when (world.Interrupts.Second.IsCancellationRequested)
        {
            world.Error.WriteLine("Stopped at once.");
        }

        return ExitCode.Done;
    }

    private static async Task WhenCancelledAsync(this CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
    }
}
