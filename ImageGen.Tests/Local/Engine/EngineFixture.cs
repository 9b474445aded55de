using System.Collections.Concurrent;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Workflows;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Root;
using ImageGen.Core.Workflows.Status;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Tests.Simulator;
using Microsoft.Extensions.Logging;

namespace ImageGen.Tests.Local.Engine;

/// <summary>What an embedded engine works with, kept while engines come and go as processes would.</summary>
internal sealed class EngineFixture : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<EmbeddedEngine> _engines = [];

    public EngineFixture() => Services = ServicesOf(new RunLogs(Store));

    public InMemoryRunStore Store { get; } = new();

    public InMemoryImageStore Images { get; } = new();

    public ManualTimeProvider Clock { get; } = new(StoryboardBuilder.At(60));

    public PaintingModel Model { get; } = new();

    public ListLogger Logs { get; } = new();

    public KeyPoolOptions Limits { get; set; } = new() { Requests = 1_000 };

    public EngineServices Services { get; private set; }

    /// <summary>What the run of the tests is called.</summary>
    public const string RunId = "tale-1";

    /// <summary>A run in the store with this log.</summary>
    public async Task<RunDocument> RunAsync(params RunEvent[] log) => await RunAsync(new StoryboardBuilder().BuildRun(), log);

    public async Task<RunDocument> RunAsync(RunDocument run, params RunEvent[] log)
    {
        Assert.True(await Store.CreateAsync(run, default));
        await AppendAsync(run.Id, log);
        return run;
    }

    public async Task AppendAsync(string runId, params RunEvent[] events)
    {
        if (events.Length > 0)
        {
            await (await Services.RunLogs.OpenAsync(runId, default)).AppendAsync([.. events], default);
        }
    }

    /// <summary>
    /// An engine as a new process would have it, with ImageGen's own workflows or, instead of the root, one of the test's.
    /// </summary>
    public EmbeddedEngine Open(Func<IWorkflowContext, StoryboardInput, Task<RunProgress>>? root = null, params ActivityBody[] activities)
    {
        Services = ServicesOf(new RunLogs(Store));
        var engine = root is null
            ? new EmbeddedEngine(Services)
            : new EmbeddedEngine(Services, (_, _) => new WorkflowProgram([WorkflowBody.Of(StoryboardWorkflow.Name, root)], activities));
        _engines.Add(engine);
        return engine;
    }

    public RunEvent[] Log(string? runId = null) => [.. Store.Log(runId ?? RunId).Select(e => e.Event)];

    public Task UntilAsync(Func<RunEvent[], bool> condition, string? runId = null) => Eventually.TrueAsync(() => condition(Log(runId)));

    public Task<T> ReadAsync<T>(Func<RunState, T> read, string? runId = null) =>
        new RunLogs(Store).OpenAsync(runId ?? RunId, default).Result.ReadAsync(read, default);

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
        {
            try
            {
                await engine.StopAsync(new CancellationToken(canceled: true));
            }
            catch (OperationCanceledException)
            {
                // The test left calls under way.
            }

            await engine.DisposeAsync();
        }

        _folder.Dispose();
    }

    private EngineServices ServicesOf(RunLogs runLogs) => new(
        Store, runLogs, Images, new FixedKeySource(2), Model, ModelCatalogue.BuiltIn, Limits, CrashLimit: 3, DataFolder.Open(_folder.Path),
        Logs, Clock);
}

/// <summary>A model that generates at once, or when it is told to.</summary>
internal sealed class PaintingModel : IImageModel
{
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private TaskCompletionSource _open = new();

    public PaintingModel() => _open.SetResult();

    /// <summary>How often each prompt was generated.</summary>
    public IReadOnlyDictionary<string, int> Calls => _calls;

    /// <summary>How many calls are under way or over.</summary>
    public int Begun => _calls.Values.Sum();

    /// <summary>Calls that begin now end only behind <see cref="Release"/>.</summary>
    public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _open.TrySetResult();

    public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        var nth = _calls.AddOrUpdate(request.Prompt, 1, (_, n) => n + 1);
        await _open.Task.WaitAsync(cancellationToken);
        return new ModelAnswer.Image(TestImage.Png(request.Prompt.Length + (1000 * (nth - 1))), "image/png", null);
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLogger : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public (LogLevel Level, string Text)[] Lines => [.. _lines];

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));
}
