using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Local.Configuration;
using ImageGen.Local.Engine;
using ImageGen.Local.Host;
using ImageGen.Local.Http;
using ImageGen.Local.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Bench.Worlds;

/// <summary>The embedded host as <c>serve</c> opens it, on a folder of its own, with a model, keys and a clock of ours.</summary>
internal sealed class EmbeddedHost : IAsyncDisposable
{
    private readonly IRunHost _host;
    private readonly KeyPoolOptions _limits;
    private readonly TimeProvider _time;

    private EmbeddedHost(IRunHost host, KeyPoolOptions limits, TimeProvider time) => (_host, _limits, _time) = (host, limits, time);

    /// <summary>More requests than any run here makes, so that only the engine itself limits it.</summary>
    public static KeyPoolOptions NoLimits { get; } = new() { Requests = 100_000, Window = TimeSpan.FromSeconds(1) };

    public EngineParts Parts => _host.Parts;

    public static async Task<EmbeddedHost> OpenAsync(
        string folder, IImageModel model, IApiKeySource keys, KeyPoolOptions limits, TimeProvider time, CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().Build();
        var request = new HostRequest(
            DataFolder.Open(folder), configuration, new ImageGenOptions { Data = folder, Limits = limits }, "bench", RestoresRuns: true);
        var host = await RunHost.OpenAsync(
            request, NullLoggerFactory.Instance, time, services =>
                new EmbeddedEngine(services with { Model = model, Keys = keys, Limits = limits }), cancellationToken);
        return new EmbeddedHost(host, limits, time);
    }

    /// <summary>Generates the storyboard to its end.</summary>
    public async Task<FinishedRun> RunAsync(Storyboard storyboard, CancellationToken cancellationToken) =>
        await EndOfAsync(await StartAsync(storyboard, cancellationToken), cancellationToken);

    /// <summary>Starts a run and returns its id.</summary>
    public async Task<string> StartAsync(Storyboard storyboard, CancellationToken cancellationToken) =>
        (await _host.StartAsync(storyboard, cancellationToken)).RunId;

    /// <summary>Waits for a run's end.</summary>
    public async Task<FinishedRun> EndOfAsync(string runId, CancellationToken cancellationToken)
    {
        var runLog = await Parts.RunLogs.OpenAsync(runId, cancellationToken);
        while (true)
        {
            var growth = runLog.NextGrowth;
            if (await runLog.ReadAsync(FinishedRun.Of, cancellationToken) is { } finished)
            {
                return finished;
            }

            // Not at every event: to look is work, and this is the measured process.
            await growth.WaitAsync(cancellationToken);
            await Task.Delay(5, cancellationToken);
        }
    }

    /// <summary>Serves the API on a free port.</summary>
    public Task<ApiServer> ServeAsync(CancellationToken cancellationToken)
    {
        var parts = new ApiParts(
            Parts,
            new StoryboardIntake(StoryboardLimits.Default, asked => (asked, [])),
            new EstimatorOptions { Limits = _limits, Models = ModelCatalogue.BuiltIn, Time = TimeProvider.System },
            _time);
        return ApiServer.StartAsync(
            new HttpOptions { Urls = "http://127.0.0.1:0" },
            new ConfigurationBuilder().AddInMemoryCollection().Build(),
            parts,
            cancellationToken);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>A run that has ended.</summary>
/// <param name="Took">From the request to the end, by the run's own clock.</param>
/// <param name="Generated">Images.</param>
internal sealed record FinishedRun(TimeSpan Took, int Generated)
{
    /// <summary>Null while it continues.</summary>
    /// <exception cref="InvalidOperationException">It did not end well, and what was measured is worth nothing.</exception>
    public static FinishedRun? Of(RunState state) => state switch
    {
        { Status: RunStatus.Paused } => throw new InvalidOperationException($"The run was paused: {state.Reason}"),
        { EndedAt: { } end, Status: RunStatus.Completed } =>
            new FinishedRun(end - state.Document.CreatedAt, state.Styles.Sum(s => s.Generated)),
        { EndedAt: not null } => throw new InvalidOperationException($"The run ended as {state.Status}."),
        _ => null,
    };
}
