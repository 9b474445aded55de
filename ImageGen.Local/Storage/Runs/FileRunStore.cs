using System.Collections.Concurrent;

namespace ImageGen.Local.Storage.Runs;

/// <summary>Runs in a folder each: <c>run.json</c> and <c>log.jsonl</c>.</summary>
/// <remarks>
/// Only the process that owns the data folder (<see cref="DataLock"/>) may write, and only it fixes or puts aside what is damaged; any
/// other reads along. A run that cannot be read is put aside under another name and never stops the others.
/// </remarks>
internal sealed class FileRunStore(DataFolder data, bool isOwner, TimeProvider time, ILogger<FileRunStore> logger) : IRunStore
{
    private const string LogName = "log.jsonl";
    private const string Unfinished = ".imagegen-tmp-";

    private readonly ConcurrentDictionary<string, RunLogFile> _logs = new(StringComparer.Ordinal);

    // An id is never used again, so a reader whose run was deleted learns from it that there is none.
    private readonly ConcurrentDictionary<string, bool> _deleted = new(StringComparer.OrdinalIgnoreCase);
    private readonly LogRepair _repair = new(time, logger);
    private readonly RecentDocuments _documents = new(capacity: 4);
    private readonly RunFolders _folders = new(data, isOwner, logger);

    public Task<bool> CreateAsync(RunDocument run, CancellationToken cancellationToken) => OnDiskAsync(
        data.Runs,
        async () =>
        {
            RequireOwner();
            data.RequireThere();
            var folder = _folders.Find(run.Id) ?? throw new ArgumentException($"'{run.Id}' cannot be a run's id.", nameof(run));
            if (Path.Exists(folder))
            {
                return false;
            }

            var unfinished = Path.Combine(data.Runs, Unfinished + Guid.NewGuid().ToString("n"));
            TempFile.CreateFolder(unfinished, data.Taken);
            await TempFile.ReplaceAsync(Path.Combine(unfinished, RunFile.Name), RunFile.Write(run), cancellationToken);
            await TempFile.ReplaceAsync(Path.Combine(unfinished, LogName), ReadOnlyMemory<byte>.Empty, cancellationToken);
            return TryName(unfinished, folder);
        },
        StorageFault.Writing);

    public async Task<RunDocument?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        var run = _documents.Find(runId);
        if (run is null && _folders.Find(runId) is { } folder)
        {
            run = await OnDiskAsync(
                folder, () => Task.FromResult(_folders.TryRead(_folders.InAnyCase(folder), RunFile.Read)), StorageFault.Reading);
            if (run is not null)
            {
                _documents.Keep(run);
            }
        }

        return _deleted.ContainsKey(runId) ? null : run;
    }

    public Task<ImmutableArray<RunHeader>> ListAsync(ProjectName? project, CancellationToken cancellationToken) => OnDiskAsync(
        data.Runs,
        () =>
        {
            return Task.FromResult(_folders.All(null)
                .Select(_folders.TryReadHeader)
                .OfType<RunHeader>()
                .Where(run => project is null || run.Project == project)
                .OrderByDescending(run => run.CreatedAt)
                .ThenByDescending(run => run.Id, StringComparer.Ordinal)
                .ToImmutableArray());
        },
        StorageFault.Reading);

    public Task<ImmutableArray<UnreadableRun>> ListUnreadableAsync(ProjectName? project, CancellationToken cancellationToken) =>
        OnDiskAsync(
        data.Runs,
        () =>
            Task.FromResult(_folders.All(project).Select(_folders.TryReadProblem).OfType<UnreadableRun>().OrderBy(
                run => run.Id, StringComparer.Ordinal).ToImmutableArray()),
        StorageFault.Reading);

    /// <remarks>
    /// Also runs that cannot be read have their numbers, and one that was deleted leaves an empty folder where it was the last.
    /// </remarks>
    public Task<int> LastNumberAsync(ProjectName project, CancellationToken cancellationToken) => OnDiskAsync(
        data.Runs,
        () => Task.FromResult(_folders.LastNumber(project)),
        StorageFault.Reading);

    public async Task<LogPosition?> AppendAsync(
        string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken)
    {
        RequireOwner();
        cancellationToken.ThrowIfCancellationRequested();
        var log = LogOf(runId) ?? throw new UserException($"There is no run {runId}.");
        try
        {
            // Not cancelled from here on: the caller must learn whether it was appended.
            return await log.AppendAsync(events, expected);
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw StorageFault.Writing(_folders.Find(runId)!, e);
        }
    }

    public async Task<ImmutableArray<LoggedEvent>> ReadAsync(
        string runId, LogPosition after, int max, CancellationToken cancellationToken)
    {
        if (_logs.TryGetValue(runId, out var log))
        {
            if (log.EndsAt(after))
            {
                return [];
            }

            if (log.TryReadRecent(after, max, out var recent))
            {
                return recent;
            }
        }

        var path = _folders.Find(runId) is { } folder ? Path.Combine(folder, LogName) : null;

        // A log that this process has had and that is gone (its disk was pulled out, say) is not an empty one.
        if (path is null || (log is not { IsOpened: true } && !File.Exists(path)))
        {
            return [];
        }

        try
        {
            return await OnDiskAsync(
                path,
                () =>
                    Task.FromResult(
                        isOwner ? LogOf(runId)!.Read(after, max) : LogReader.Read(path, after, new FileInfo(path).Length, max)),
                StorageFault.Reading);
        }
        catch (UserException e) when (_deleted.ContainsKey(runId) || (!isOwner && RunFolders.IsGone(e.InnerException)))
        {
            return [];
        }
    }

    public Task DeleteAsync(string runId, CancellationToken cancellationToken) => OnDiskAsync(
        data.Runs,
        () =>
        {
            RequireOwner();
            if (_folders.Find(runId) is { } folder && Directory.Exists(folder))
            {
                Delete(runId, folder);
            }

            _logs.TryRemove(runId, out _);
            _documents.Forget(runId);
            return Task.FromResult(true);
        },
        StorageFault.Writing);

    private void Delete(string runId, string folder)
    {
        var isLast = RunIds.TryParse(runId, out var project, out var number) && number == _folders.LastNumber(project);
        var unfinished = Path.Combine(data.Runs, Unfinished + Guid.NewGuid().ToString("n"));
        _deleted[runId] = true;
        try
        {
            Directory.Move(folder, unfinished);
        }
        catch
        {
            _deleted.TryRemove(runId, out _);
            throw;
        }

        if (isLast)
        {
            Directory.CreateDirectory(folder);
        }

        NativeFiles.FlushFolder(data.Runs);
        Directory.Delete(unfinished, recursive: true);
    }

    /// <summary>Deletes what a process left behind that died while it created or deleted a run, or wrote a file beside the runs.</summary>
    public void CleanUp()
    {
        RequireOwner();
        TempFile.Sweep(data.Control, below: false);
        foreach (var unfinished in Directory.Exists(data.Runs) ? Directory.GetDirectories(data.Runs, Unfinished + "*") : [])
        {
            Directory.Delete(unfinished, recursive: true);
        }
    }

    private bool TryName(string unfinished, string folder)
    {
        try
        {
            Directory.Move(unfinished, folder);
            NativeFiles.FlushFolder(data.Runs);
            return true;
        }
        catch (IOException) when (Path.Exists(folder))
        {
            Directory.Delete(unfinished, recursive: true);
            return false;
        }
    }

    private RunLogFile? LogOf(string runId) => _folders.Find(runId) is not { } folder
        ? null
        : _logs.GetOrAdd(runId, static (_, at) => new RunLogFile(Path.Combine(at.folder, LogName), at._repair), (folder, _repair));

    private void RequireOwner()
    {
        if (!isOwner)
        {
            throw new InvalidOperationException($"Only the owner of {data.Root} may write runs.");
        }
    }

    private static Task<T> OnDiskAsync<T>(string path, Func<Task<T>> work, Func<string, Exception, UserException> explain) =>
        Task.Run(async () =>
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (StorageFault.Is(e))
        {
            throw explain(path, e);
        }
    });
}
