using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Local.Configuration;
using ImageGen.Local.Storage;

namespace ImageGen.Local.Engine;

/// <summary>The embedded engine, as its host handles it.</summary>
internal interface IHostEngine : IWorkflowClient, IAsyncDisposable
{
    /// <summary>The limits that its key pools learned; null: it has none.</summary>
    IRequestLimits? Limits => null;

    /// <summary>Continues the runs that are not over, or pauses them, depending on <paramref name="onStart"/>.</summary>
    Task RestoreRunsAsync(OnStart onStart, CancellationToken cancellationToken);

    /// <summary>Begins no more attempts, waits for those in flight, and saves the key pools. Unfinished runs stay unfinished.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}

/// <summary>What an engine works with.</summary>
/// <param name="Runs">Where runs are.</param>
/// <param name="RunLogs">The run logs that this process shares.</param>
/// <param name="Images">Where images are.</param>
/// <param name="Keys">The keys of each style.</param>
/// <param name="Model">Gemini, or the simulator.</param>
/// <param name="Models">What models generate and cost.</param>
/// <param name="Limits">Of the key pools.</param>
/// <param name="CrashLimit"><see cref="ImageGenOptions.CrashLimit"/>.</param>
/// <param name="Data">For snapshots of the key pools.</param>
/// <param name="Logs">For its logger.</param>
/// <param name="Time">The clock.</param>
internal sealed record EngineServices(
    IRunStore Runs,
    RunLogs RunLogs,
    IImageStore Images,
    IApiKeySource Keys,
    IImageModel Model,
    ModelCatalogue Models,
    KeyPoolOptions Limits,
    int CrashLimit,
    DataFolder Data,
    ILoggerFactory Logs,
    TimeProvider Time)
{
    /// <summary>How images are checked, converted and, when damaged, stored.</summary>
    public ImageHandling Handling { get; init; } = ImageHandling.Plain;

    /// <summary>Runs that could not be begun, for views.</summary>
    public HeldRuns Held { get; init; } = new();

    /// <summary>Prefix of the key pools' snapshot files, because refusals by the simulator do not concern Gemini's limits.</summary>
    public string PoolPrefix { get; init; } = "keypool";

    /// <summary>Checks keys beside a run's first attempts; null: nothing is checked, as where the simulator answers.</summary>
    public BackgroundKeyCheck? KeyCheck { get; init; }
}
