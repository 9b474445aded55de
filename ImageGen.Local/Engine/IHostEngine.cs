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
    /// <summary>What its key pools learned; null: it has none.</summary>
    IRequestLimits? Limits => null;

    /// <summary>Looks through the runs that are not over: lets them continue, or pauses them, as <paramref name="onStart"/> says.</summary>
    Task TakeUpAsync(OnStart onStart, CancellationToken cancellationToken);

    /// <summary>Begins no more calls, waits for those under way, and saves what it knows. Unfinished runs stay unfinished.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}

/// <summary>What an engine works with.</summary>
/// <param name="Runs">Where runs are.</param>
/// <param name="RunLogs">The run logs that everybody in this process uses.</param>
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
    /// <summary>How images are checked, converted and, when damaged, kept.</summary>
    public ImageHandling Handling { get; init; } = ImageHandling.Plain;

    /// <summary>Runs that could not be begun, for views.</summary>
    public HeldRuns Held { get; init; } = new();

    /// <summary>How the snapshots of the key pools are called: what the simulator refuses says nothing of Gemini's limits.</summary>
    public string PoolPrefix { get; init; } = "keypool";

    /// <summary>Checks keys beside a run's first attempts; null: nothing is checked, as where the simulator answers.</summary>
    public BackgroundKeyCheck? KeyCheck { get; init; }
}
