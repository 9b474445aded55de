using System.Collections.Concurrent;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows;
using ImageGen.Core.Workflows.Activities;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Local.Engine;

/// <summary>
/// Runs workflows and their activities in this process, without a history: an instance lives in memory, and one that is lost is started
/// again from its input. Knows nothing of runs.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class WorkflowEngine(WorkflowProgram program, KeyPools pools, TimeProvider time, ILogger<WorkflowEngine> logger)
    : IDisposable
{
    private static readonly TimeSpan Unwinding = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, WorkflowInstance> _live = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _abandon = new();
    private readonly Workload _work = new();
    private readonly Lock _gate = new();
    private volatile Stage _stage;

    private enum Stage
    {
        AtWork,

        /// <summary>No paid call begins; everything else continues until nothing is left to do.</summary>
        Stopping,

        /// <summary>Nothing begins.</summary>
        Stopped,
    }

    public TimeProvider Time => time;

    /// <summary>How many instances there are.</summary>
    public int Instances => _live.Count;

    /// <summary>What continues.</summary>
    public Workload Work => _work;

    public bool IsStopping => _stage != Stage.AtWork;

    /// <summary>Starts a root; null when an instance of that id is live, or nothing is started any more. Completes with its end.</summary>
    public Task<WorkflowEnd>? Start(string name, string id, object input)
    {
        var ended = new TaskCompletionSource<WorkflowEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Add(name, id, input, new CallScope(), ended.SetResult) is not { } root)
        {
            return null;
        }

        root.Start();
        return ended.Task;
    }

    /// <summary>False when there is no such instance.</summary>
    public bool Signal(string id, string name, object payload) =>
        _live.TryGetValue(id, out var instance) && instance.Signal(name, Payload.Write(payload, payload.GetType()));

    /// <summary>The status of a live instance as JSON; null: none.</summary>
    public string? StatusOf(string id) => _live.GetValueOrDefault(id)?.Status;

    /// <summary>Abandons the paid calls of the root and its children that are under way; those that come later are not concerned.</summary>
    public void DropCalls(string rootId) => _live.GetValueOrDefault(rootId)?.Calls.Drop();

    /// <summary>
    /// Begins no more paid calls, waits for those under way and until the workflows have taken in how they ended; then nothing moves any
    /// more. When <paramref name="cancellationToken"/> is cancelled, calls under way are abandoned.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _stage = Stage.Stopping;
        }

        try
        {
            await _work.WhenIdleAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Freeze();
            await _abandon.CancelAsync();
            await UnwindAsync();
            return;
        }

        Freeze();
        await UnwindAsync();
    }

    public void Dispose() => _abandon.Dispose();

    internal void Remove(WorkflowInstance instance) => _live.TryRemove(new KeyValuePair<string, WorkflowInstance>(instance.Id, instance));

    internal Outcome Exchange(string pool, KeyPoolRequest request)
    {
        // As everything else that a workflow hands over: as it would arrive elsewhere.
        var asked = Payload.Read<KeyPoolRequest>(Payload.Write(request, typeof(KeyPoolRequest)));
        return Outcome.Of(Payload.Write(pools.Exchange(pool, asked, mayReserve: !IsStopping), typeof(KeyPoolReply)));
    }

    internal void StartChild(WorkflowInstance parent, string name, string id, object input, Action<Outcome> complete)
    {
        WorkflowInstance? child = null;
        child = Add(name, id, input, parent.Calls, end =>
        {
            complete(end.Outcome);
            parent.RemoveChild(child!);
        });
        if (child is not null)
        {
            // It may end as soon as it has started.
            parent.AddChild(child);
            child.Start();
        }
        else if (!IsStopping)
        {
            complete(Outcome.Failed(new WorkflowActivityException($"'{id}' is at work already.")));
        }
    }

    internal void RunActivity(WorkflowInstance instance, string name, object input, Action<Outcome> complete)
    {
        var body = program.Activity(name);
        var payload = Payload.Write(input, body.Input);
        lock (_gate)
        {
            // One that does not begin stays unfinished for its workflow; the run continues from its log at the next start.
            if (_stage is Stage.Stopped || (_stage is Stage.Stopping && body.IsPaid))
            {
                return;
            }

            _work.BeginActivity();
            instance.Own.BeginActivity();
        }

        _ = Task.Run(() => RunActivityAsync(instance, body, payload, complete));
    }

    private async Task RunActivityAsync(WorkflowInstance instance, ActivityBody body, byte[] payload, Action<Outcome> complete)
    {
        try
        {
            complete(await OutcomeOfAsync(instance, body, payload));
        }
        finally
        {
            instance.Own.EndActivity();
            _work.EndActivity();
        }
    }

    private async Task<Outcome> OutcomeOfAsync(WorkflowInstance instance, ActivityBody body, byte[] payload)
    {
        using var dropped = CancellationTokenSource.CreateLinkedTokenSource(
            _abandon.Token, body.IsPaid ? instance.Calls.Dropped : CancellationToken.None);
        try
        {
            var result = await body.RunAsync(Payload.Read(payload, body.Input), dropped.Token);
            return Outcome.Of(Payload.Write(result, body.Result));
        }
        catch (OperationCanceledException) when (dropped.IsCancellationRequested)
        {
            return Outcome.Failed(new WorkflowActivityException($"{body.Name} was abandoned before it ended."));
        }
        catch (UserException e)
        {
            LogActivityRefused(logger, body.Name, instance.Id, e.Message);
            return Outcome.Failed(e);
        }
        catch (Exception e)
        {
            LogActivityFailed(logger, body.Name, instance.Id, Bugs.Describe(e));
            var message = $"{body.Name} failed unexpectedly ({e.GetType().Name}); the log has more.";
            return Outcome.Failed(new WorkflowActivityException(message, e));
        }
    }

    /// <summary>One that is not started yet; null when an instance of that id is live, or nothing is started any more.</summary>
    private WorkflowInstance? Add(string name, string id, object input, CallScope calls, Action<WorkflowEnd> onEnd)
    {
        var body = program.Workflow(name);
        var instance = new WorkflowInstance(this, body, id, Payload.Write(input, body.Input), calls, _work, onEnd);
        lock (_gate)
        {
            return _stage is Stage.AtWork && _live.TryAdd(id, instance) ? instance : null;
        }
    }

    private void Freeze()
    {
        lock (_gate)
        {
            _stage = Stage.Stopped;
        }

        foreach (var instance in _live.Values)
        {
            instance.Freeze();
        }
    }

    private async Task UnwindAsync()
    {
        try
        {
            await _work.WhenIdleAsync().WaitAsync(Unwinding, time);
        }
        catch (TimeoutException)
        {
            LogDoesNotEnd(logger, _work.Activities);
        }
    }

    [LoggerMessage(4001, LogLevel.Warning, "{Activity} of {Instance} could not continue: {Message}")]
    private static partial void LogActivityRefused(ILogger logger, string activity, string instance, string message);

    [LoggerMessage(4002, LogLevel.Error, "{Activity} of {Instance} failed unexpectedly: {Fault}")]
    private static partial void LogActivityFailed(ILogger logger, string activity, string instance, string fault);

    [LoggerMessage(4003, LogLevel.Warning, "{Count} activities were cancelled and did not end; the program exits without them.")]
    private static partial void LogDoesNotEnd(ILogger logger, int count);
}
