namespace ImageGen.Tests.Fakes;

/// <summary>
/// Runs in memory, as strict as the port. Positions leap, so that no one takes them for counters. <see cref="FailAppends"/> is a
/// full disk.
/// </summary>
internal sealed class InMemoryRunStore : IRunStore
{
    private const long Leap = 7;

    private readonly Lock _guard = new();
    private readonly Dictionary<string, Run> _runs = [];
    private readonly HashSet<string> _deleted = [];
    private UserException? _failure;
    private UserException? _createFailure;
    private UserException? _readFailure;
    private UserException? _findFailure;
    private long _appends;
    private long _reads;
    private long _finds;

    /// <summary>How many appends were accepted.</summary>
    public long Appends => Interlocked.Read(ref _appends);

    /// <summary>How often a log was read.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>How often a document was read.</summary>
    public long Finds => Interlocked.Read(ref _finds);

    /// <summary>Every append from now on fails with <paramref name="message"/> and leaves no trace; null: they work again.</summary>
    public void FailAppends(string? message)
    {
        lock (_guard)
        {
            _failure = message is null ? null : new UserException(message);
        }
    }

    /// <summary>Every new run fails with <paramref name="message"/>.</summary>
    public void FailCreates(string message) => _createFailure = new UserException(message);

    /// <summary>No document can be read, for a moment.</summary>
    public bool Unreadable { get; set; }

    public Task<ImmutableArray<UnreadableRun>> ListUnreadableAsync(ProjectName? project, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            return Task.FromResult<ImmutableArray<UnreadableRun>>(
                Unreadable ? [.. _runs.Keys.Select(id => new UnreadableRun(id, id, "No right."))] : []);
        }
    }

    /// <summary>Every document that is looked for from now on cannot be read.</summary>
    public void FailFinds(string message) => _findFailure = new UserException(message);

    /// <summary>Every reading of a log fails with <paramref name="message"/>.</summary>
    public void FailReads(string message) => _readFailure = new UserException(message);

    /// <summary>All that the log of a run holds.</summary>
    public ImmutableArray<LoggedEvent> Log(string runId)
    {
        lock (_guard)
        {
            return [.. _runs[runId].Log];
        }
    }

    public Task<bool> CreateAsync(RunDocument run, CancellationToken cancellationToken)
    {
        if (_createFailure is not null)
        {
            throw _createFailure;
        }

        lock (_guard)
        {
            return Task.FromResult(_runs.TryAdd(run.Id, new Run(run)));
        }
    }

    public Task<RunDocument?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Unreadable)
        {
            throw new UserException("There is no right to read run.json.");
        }

        if (_findFailure is not null)
        {
            throw _findFailure;
        }

        Interlocked.Increment(ref _finds);
        lock (_guard)
        {
            return Task.FromResult(_runs.GetValueOrDefault(runId)?.Document);
        }
    }

    public Task<ImmutableArray<RunHeader>> ListAsync(ProjectName? project, CancellationToken cancellationToken)
    {
        if (Unreadable)
        {
            return Task.FromResult<ImmutableArray<RunHeader>>([]);
        }

        lock (_guard)
        {
            return Task.FromResult<ImmutableArray<RunHeader>>(
            [
                .. from run in _runs.Values
                   let document = run.Document
                   where project is null || document.Storyboard.Project == project
                   let number = RunIds.TryParse(document.Id, out _, out var n) ? n : 0
                   orderby document.CreatedAt descending, number descending
                   select new RunHeader(document.Id, document.Storyboard.Project, document.CreatedAt, document.Storyboard.BeatCount),
            ]);
        }
    }

    public Task<LogPosition?> AppendAsync(
        string runId, ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            if (_failure is not null)
            {
                throw _failure;
            }

            var run = _runs.GetValueOrDefault(runId) ?? throw new UserException($"There is no run '{runId}'.");
            if (expected is { } position && position != run.End)
            {
                return Task.FromResult<LogPosition?>(null);
            }

            run.Add(events);
            Interlocked.Increment(ref _appends);
            return Task.FromResult<LogPosition?>(run.End);
        }
    }

    public Task<ImmutableArray<LoggedEvent>> ReadAsync(string runId, LogPosition after, int max, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        if (_readFailure is not null)
        {
            throw _readFailure;
        }

        lock (_guard)
        {
            return Task.FromResult(_runs.GetValueOrDefault(runId)?.Behind(after, max) ?? []);
        }
    }

    public Task DeleteAsync(string runId, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            _runs.Remove(runId);
            _deleted.Add(runId);
            return Task.CompletedTask;
        }
    }

    public Task<int> LastNumberAsync(ProjectName project, CancellationToken cancellationToken)
    {
        lock (_guard)
        {
            return Task.FromResult(_runs.Keys.Concat(_deleted).Max(
                id => RunIds.TryParse(id, out var name, out var number) && name == project ? number : (int?)null) ?? 0);
        }
    }

    private sealed class Run(RunDocument document)
    {
        public RunDocument Document { get; } = document;

        public List<LoggedEvent> Log { get; } = [];

        public LogPosition End => Log.Count == 0 ? LogPosition.Start : Log[^1].Position;

        public void Add(ImmutableArray<RunEvent> events)
        {
            foreach (var e in events)
            {
                Log.Add(new LoggedEvent(new LogPosition((Log.Count + 1) * Leap), e));
            }
        }

        public ImmutableArray<LoggedEvent> Behind(LogPosition after, int max)
        {
            var first = (int)Math.Min(after.Value / Leap, Log.Count);
            return [.. Log.GetRange(first, Math.Min(max, Log.Count - first))];
        }
    }
}
