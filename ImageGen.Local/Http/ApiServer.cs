using ImageGen.Local.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ImageGen.Local.Http;

/// <summary>The API, listening.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app) => _app = app;

    /// <summary>Where it listens: with the ports that the system chose, where a port was left to it.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses];

    /// <summary>Starts to listen.</summary>
    /// <exception cref="UserException">The options are faulty, or an address cannot be had.</exception>
    public static async Task<ApiServer> StartAsync(
        HttpOptions options, IConfiguration configuration, ApiParts parts, CancellationToken cancellationToken)
    {
        // Not the builder's own sources: settings come from one place, and nothing of the current folder is served. It must not even begin
        // to watch them: a system lends only so many watchers.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.ClearProviders().AddConfiguration(configuration.GetSection("Logging")).AddSimpleConsole(
            console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);

        // What prevents its start is reported in words for people, below.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.AddApi(options, parts);
        var app = builder.Build().UseApi();
        var server = new ApiServer(app);
        try
        {
            await app.StartAsync(cancellationToken);

            // Whatever named them: what is bound is what counts.
            return options.UrlFaults(server.Addresses).ToList() is { Count: > 0 } faults
                ? throw new UserException(string.Join(Environment.NewLine, faults))
                : server;
        }
        catch (Exception e)
        {
            await app.DisposeAsync();
            if (e is not UserException && ListenFaults.Explain(e, Endpoints(configuration).FirstOrDefault() ?? options.Urls) is { } fault)
            {
                throw fault;
            }

            throw;
        }
    }

    /// <summary>Addresses that the settings name for the server itself, which come before those of ours.</summary>
    public static IEnumerable<string> Endpoints(IConfiguration configuration) =>
        configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>();

    /// <summary>Takes no more requests, ends event streams, and waits for answers under way.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The command line takes the signals; the web host must not take them too.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
