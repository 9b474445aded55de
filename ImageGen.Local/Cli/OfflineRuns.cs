using ImageGen.Local.Storage;
using ImageGen.Local.Storage.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Local.Cli;

/// <summary>The runs of a data folder without an engine: to read, or to log something in.</summary>
internal sealed class OfflineRuns
{
    private OfflineRuns(DataFolder data, bool isOwner, TimeProvider time, ILogger<FileRunStore>? logger = null)
    {
        Store = new FileRunStore(data, isOwner, time, logger ?? NullLogger<FileRunStore>.Instance);
        RunLogs = new RunLogs(Store);
        Service = new RunService(Store, RunLogs, new NoWorkflows(), time);
    }

    public FileRunStore Store { get; }

    public RunLogs RunLogs { get; }

    public RunService Service { get; }

    /// <summary>
    /// Read only: another process may be at work. The <paramref name="logger"/> gets runs that cannot be read.
    /// </summary>
    public static OfflineRuns Reading(DataFolder data, TimeProvider time, ILogger<FileRunStore>? logger = null) =>
        new(data, isOwner: false, time, logger);

    /// <summary>In the process that has the folder's lock.</summary>
    public static OfflineRuns Owning(DataFolder data, TimeProvider time) => new(data, isOwner: true, time);

    /// <summary>A run by its id, or a project's last run.</summary>
    /// <param name="name">The id or the project.</param>
    /// <param name="data">The folder, for the message.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="UserException">There is neither.</exception>
    public async Task<RunLog> FindAsync(string name, DataFolder data, CancellationToken cancellationToken)
    {
        if (RunIds.TryParse(name, out _, out _) && await RunLogs.FindAsync(name, cancellationToken) is { } run)
        {
            return run;
        }

        var last = ProjectName.TryFromPath(name, out var project)
            ? await ((IRunStore)Store).LastNumberAsync(project, cancellationToken)
            : 0;
        return last > 0 && await RunLogs.FindAsync(RunIds.Create(project, last), cancellationToken) is { } found
            ? found
            : throw new UserException(
                $"There is no run or project {name} in {data.Root}. 'runs' lists those that there are; --data names another folder.");
    }

    /// <summary>Nothing runs: the one who opens the engine next finds what was asked in the run's log.</summary>
    private sealed class NoWorkflows : IWorkflowClient
    {
        public Task WakeAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DropInFlightAsync(string runId, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
