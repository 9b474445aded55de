using ImageGen.Core.Api.Estimates;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Hosting.Configuration;
using ImageGen.Imaging;
using ImageGen.Local.Configuration;
using ImageGen.Local.Engine;
using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Images;
using ImageGen.Local.Storage.Inbox;
using ImageGen.Local.Storage.Projects;
using ImageGen.Local.Storage.Runs;

namespace ImageGen.Local.Host;

/// <summary>The embedded host: the data folder's owner, its stores, who generates, and the engine between them.</summary>
internal sealed partial class RunHost : IRunHost
{
    private readonly DataLock _lock;
    private readonly ModelSide _models;
    private readonly IHostEngine _engine;
    private readonly BackgroundKeyCheck? _keyCheck;
    private readonly ILoggerFactory _logs;
    private readonly RunWatch _watch;
    private readonly ProjectRuns _projects;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _inbox;
    private readonly Task _retention;
    private readonly FileStartKeys _starts;
    private readonly BeatCommands _beatCommands;

    private RunHost(DataLock mine, ModelSide models, IHostEngine engine, EngineServices services, ImageGenOptions options)
    {
        (_lock, _models, _engine, _logs, _keyCheck) = (mine, models, engine, services.Logs, services.KeyCheck);
        _starts = new FileStartKeys(services.Data, services.Time);
        _beatCommands = BeatCommands.Of(services.Runs, services.RunLogs, services.Images, services.Time);
        var service = new RunService(services.Runs, services.RunLogs, engine, services.Time, keys: _starts);
        Parts = new EngineParts(services.Runs, services.Images, services.Keys, services.RunLogs, service, services.Handling.Thumbnails!)
        {
            Doctor = new Doctor(
                services.Keys, models.Check, new FolderCheck(services.Data), services.Runs, services.Images, options.Gemini.Model)
            {
                Learned = engine.Limits,
                Limits = services.Limits,
                StyleReferences = options.StyleReferences,
            },
            Limits = engine.Limits,
            Folders = new FileProjects(services.Data),
            Files = new FileProjectFiles(services.Data),
            Held = services.Held,
            Rejected = services.Handling.Rejected,
            Export = options.Export,
        };
        _retention = new RunRetention(services.Runs, services.RunLogs, options.KeepRunsFor, services.Time)
            .KeepSweepingAsync(service, LogSwept, _closing.Token);
        _projects = new ProjectRuns(services.Runs, services.RunLogs, service);
        var reader = Reader(services, engine.Limits);
        _watch = new RunWatch(
            services.RunLogs, (id, cancellationToken) => reader.ViewAsync(id, withBeats: true, cancellationToken), services.Time);
        _inbox = new CommandInbox(
            services.Data, services.Time, _logs.CreateLogger<CommandInbox>()).ServeAsync(CarryOutAsync, _closing.Token);
    }

    public EngineParts Parts { get; }

    /// <summary>Takes the data folder, and opens everything on it.</summary>
    /// <exception cref="UserException">Another process has the folder, or it cannot be written.</exception>
    public static async Task<IRunHost> OpenAsync(
        HostRequest request, ILoggerFactory logs, TimeProvider time, Func<EngineServices, IHostEngine> createEngine,
        CancellationToken cancellationToken)
    {
        var mine = DataLock.Acquire(request.Data, DataOwner.ThisProcess(request.Command, time));
        request.Data.Take();
        ModelSide? models = null;
        RunHost? host = null;
        try
        {
            models = ModelSide.Of(request, logs, time);
            var files = new FileRunStore(request.Data, isOwner: true, time, logs.CreateLogger<FileRunStore>());
            files.CleanUp();
            var runs = models.Watching(files);
            var codec = new VipsImageCodec();
            var images = new FileImageStore(request.Data, request.StyleReference, codec, request.Options.StyleReferences);
            var services = new EngineServices(
                runs,
                new RunLogs(runs),
                images,
                models.Keys,
                models.Model,
                request.Options.Models,
                request.Options.Limits,
                request.Options.CrashLimit,
                request.Data,
                logs,
                time)
            {
                Handling = HostImages.Handling(
                    codec, request.Options, images, new ThumbnailFiles(request.Data), new RejectedFiles(request.Data)),
                PoolPrefix = KeyPools.PrefixOf(request.Options.HasKeys),
                KeyCheck = request.Options.HasKeys ? new BackgroundKeyCheck(models.Check, models.Keys, time) : null,
            };
            host = new RunHost(mine, models, createEngine(services), services, request.Options);
            if (request.RestoresRuns)
            {
                await host._engine.RestoreRunsAsync(request.Options.OnStart, cancellationToken);
            }

            return host;
        }
        catch when (host is not null)
        {
            // Runs may be at work already.
            await host.DisposeAsync();
            throw;
        }
        catch
        {
            await (models?.DisposeAsync() ?? ValueTask.CompletedTask);
            mine.Dispose();
            throw;
        }
    }

    public void Announce(Uri url) => _lock.Announce(url);

    public Task<ProjectStart> StartAsync(Storyboard storyboard, CancellationToken cancellationToken) =>
        _projects.StartAsync(storyboard, cancellationToken);

    public Task<ControlResult> ControlAsync(RunCommand command, CancellationToken cancellationToken) =>
        Parts.Service.CarryOutAsync(command, cancellationToken);

    public IAsyncEnumerable<RunUpdate> WatchAsync(string runId, CancellationToken cancellationToken) =>
        _watch.FollowAsync(runId, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _engine.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _inbox;
        await _retention;
        await (_keyCheck?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _engine.DisposeAsync();
        await _models.DisposeAsync();
        _lock.Dispose();
        _logs.Dispose();
        _closing.Dispose();
        _starts.Dispose();
    }

    private static RunReader Reader(EngineServices services, IRequestLimits? limits)
    {
        var options = new EstimatorOptions { Limits = services.Limits, Models = services.Models, Time = services.Time };
        return new RunReader(
            services.RunLogs, new Estimator(services.Images, services.Keys, options, limits), services.Time, services.Held);
    }

    private void LogSwept(int deleted, string? problem)
    {
        var log = _logs.CreateLogger<RunHost>();
        if (problem is not null)
        {
            LogNotSwept(log, problem);
        }
        else if (deleted > 0)
        {
            LogDeleted(log, deleted);
        }
    }

    private async Task CarryOutAsync(RunCommand command, CancellationToken cancellationToken)
    {
        if (command.Kind is RunCommandKind.ResetLimits)
        {
            await Parts.Doctor.ResetLimitsAsync(cancellationToken);
            return;
        }

        var result = await (_beatCommands.CarryOut(command, cancellationToken) ?? Parts.Service.CarryOutAsync(command, cancellationToken));
        switch (result)
        {
            case ControlResult.NotFound:
                throw new UserException("There is no such run.");
            case ControlResult.Refused refused:
                throw new UserException(refused.Why);
            case ControlResult.Gone gone:
                throw new UserException(gone.Why);
        }
    }

    [LoggerMessage(2100, LogLevel.Information, "{Count} runs were deleted: they ended longer ago than ImageGen:Runs:KeepFor.")]
    private static partial void LogDeleted(ILogger logger, int count);

    [LoggerMessage(2101, LogLevel.Warning, "Old runs could not be deleted, which is tried again tomorrow: {Problem}")]
    private static partial void LogNotSwept(ILogger logger, string problem);
}
