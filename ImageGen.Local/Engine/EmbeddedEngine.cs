using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Core.Workflows.Root;
using ImageGen.Local.Configuration;

namespace ImageGen.Local.Engine;

/// <summary>
/// The embedded host's engine: runs one root workflow for every run that is not over, logs in the run's log when it starts, stops or
/// cannot continue, and forgets it when it is over. Its own state may be lost: the log has all that matters.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class EmbeddedEngine : IHostEngine
{
    private readonly EngineServices _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly StopGate _gate = new();
    private readonly KeyPools _pools;
    private readonly WorkflowEngine _engine;
    private readonly RunOpening _opening;
    private readonly RunFailures _failures;
    private readonly CancellationTokenSource _stopped = new();
    private readonly CancellationTokenSource _dropAll = new();
    private readonly Lock _guard = new();
    private readonly Dictionary<string, Task> _starts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _executions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly RunRetries _retries;
    private Task? _stopping;

    public EmbeddedEngine(EngineServices services)
        : this(services, ProgramOf)
    {
    }

    /// <summary>For tests: with workflows of their own.</summary>
    internal EmbeddedEngine(EngineServices services, Func<EngineServices, IRunGate, WorkflowProgram> createProgram)
    {
        _services = services with { Time = new SteadyClock(services.Time) };
        _time = _services.Time;
        _logger = services.Logs.CreateLogger<EmbeddedEngine>();
        _pools = new KeyPools(services.Limits, services.Data, _time, services.Logs.CreateLogger<KeyPools>(), services.PoolPrefix);
        _engine = new WorkflowEngine(createProgram(_services, _gate), _pools, _time, services.Logs.CreateLogger<WorkflowEngine>());
        _opening = new RunOpening(services.CrashLimit);
        _retries = new RunRetries(services.Held, _time, services.Logs.CreateLogger<RunRetries>(), _stopped.Token);
        _failures = new RunFailures(services.RunLogs, _time, services.Logs.CreateLogger<RunFailures>());
    }

    public IRequestLimits Limits => _pools;

    /// <summary>For tests and diagnostics: the workflows.</summary>
    internal WorkflowEngine Workflows => _engine;

    public async Task WakeAsync(string runId, CancellationToken cancellationToken)
    {
        while (!_engine.Signal(runId, WorkflowNames.Control, true))
        {
            // A start that was under way may have read the log before the reason for this wake: wake again behind it.
            var (start, isNew) = StartOrJoin(runId, (state, isOpen) => _opening.OnWake(state, isOpen, _time.GetUtcNow()));
            if (isNew)
            {
                await start.WaitAsync(cancellationToken);
                return;
            }

            // Its failure is reported to its own caller: the reason may be over by now.
            await Task.WhenAny(start).WaitAsync(cancellationToken);
        }
    }

    public Task DropInFlightAsync(string runId, CancellationToken cancellationToken)
    {
        _engine.DropCalls(runId);
        return Task.CompletedTask;
    }

    public async Task RestoreRunsAsync(OnStart onStart, CancellationToken cancellationToken)
    {
        // A run whose document cannot be read now is retried; one of a newer version is left alone.
        var unreadable = await _services.Runs.ListUnreadableAsync(project: null, cancellationToken);
        var readable = await _services.Runs.ListAsync(project: null, cancellationToken);
        foreach (var runId in readable.Reverse().Select(run => run.Id).Concat(
            unreadable.Where(run => run.Version is null).Select(run => run.Id)))
        {
            try
            {
                var (start, _) = StartOrJoin(runId, (state, isOpen) => isOpen
                    ? _opening.OnWake(state, isOpen, _time.GetUtcNow())
                    : _opening.OnHostStart(state, onStart is OnStart.Pause, _time.GetUtcNow()));
                await start.WaitAsync(cancellationToken);
            }
            catch (UserException e)
            {
                LogNotTakenUp(_logger, runId, e.Message);
            }
        }
    }

    private static WorkflowProgram ProgramOf(EngineServices services, IRunGate gate)
    {
        var generator = new BeatGenerator(
            services.RunLogs, services.Images, services.Keys, services.Model, services.Models, services.Time, gate,
            handling: services.Handling);
        return WorkflowProgram.Of(new RunActivities(
            services.RunLogs, services.Images, services.Keys, generator, services.Time, keyCheck: services.KeyCheck));
    }

    private (Task Start, bool IsOurs) StartOrJoin(string runId, Func<RunState, bool, Decision<Opening>> decide)
    {
        lock (_guard)
        {
            if (_stopping is not null)
            {
                // Nothing is lost: the next start of the host finds it in the log.
                return (Task.CompletedTask, true);
            }

            if (_starts.TryGetValue(runId, out var underWay))
            {
                return (underWay, false);
            }

            return (_starts[runId] = Task.Run(() => StartAsync(runId, decide)), true);
        }
    }

    private async Task StartAsync(string runId, Func<RunState, bool, Decision<Opening>> decide)
    {
        try
        {
            // Another start may have come first: then its root reads the log again. Else the last root is over and its execution ends soon:
            // nothing here may wait for a running root, because a stop would then wait in vain.
            if (_engine.Signal(runId, WorkflowNames.Control, true))
            {
                return;
            }

            await ExecutionOf(runId);
            if (_stopped.IsCancellationRequested || await _services.RunLogs.FindAsync(runId, CancellationToken.None) is not { } runLog)
            {
                _retries.EndRetries(runId);
                return;
            }

            var isOpen = IsOpen(runId);
            var resumes = 0;
            var opening = await runLog.DecideAsync(
                state =>
                {
                    var decision = decide(state, isOpen);
                    resumes = state.Resumes + decision.Events.Count(e => e is RunResumed);
                    return decision;
                },
                CancellationToken.None);
            _retries.EndRetries(runId);
            if (opening.IsOpen)
            {
                lock (_guard)
                {
                    _open.Add(runId);
                }
            }

            if (opening.Starts && _engine.Start(
                StoryboardWorkflow.Name, runId, new StoryboardInput(runId, WorkflowRevisions.Current)) is { } ended)
            {
                lock (_guard)
                {
                    _executions[runId] = Task.Run(() => SuperviseAsync(runId, ended, resumes));
                }
            }
        }
        catch (UserException e) when (e.Unreadable is null)
        {
            _retries.ScheduleRetry(runId, e.Message, () => StartOrJoin(runId, decide).Start);
            throw;
        }
        finally
        {
            lock (_guard)
            {
                _starts.Remove(runId);
            }
        }
    }

    /// <summary>Waits until a root has ended, and logs a failure of it.</summary>
    private async Task SuperviseAsync(string runId, Task<WorkflowEnd> ended, int resumes)
    {
        var end = await ended;
        var isHeld = end.Outcome.Failure is not { } failure || await _failures.RecordAsync(runId, failure, resumes, _stopped.Token);

        lock (_guard)
        {
            _executions.Remove(runId);
            if (end.Outcome.Failure is null)
            {
                _open.Remove(runId);
            }
        }

        if (end.HasUntakenControl || !isHeld)
        {
            // Not awaited: the start that it may join waits for this execution to end.
            _ = RetryWakeAsync(runId);
        }
    }

    /// <summary>Wakes a run that was woken while its root was ending, or resumed before its failure was in the log.</summary>
    private async Task RetryWakeAsync(string runId)
    {
        try
        {
            await WakeAsync(runId, _stopped.Token);
        }
        catch (Exception e) when (e is UserException or OperationCanceledException)
        {
            LogNotTakenUp(_logger, runId, e.Message);
        }
    }

    private Task ExecutionOf(string runId)
    {
        lock (_guard)
        {
            return _executions.GetValueOrDefault(runId, Task.CompletedTask);
        }
    }

    private bool IsOpen(string runId)
    {
        lock (_guard)
        {
            return _open.Contains(runId);
        }
    }

    [LoggerMessage(4020, LogLevel.Warning, "Run {RunId} was not taken up: {Message}")]
    private static partial void LogNotTakenUp(ILogger logger, string runId, string message);
}
