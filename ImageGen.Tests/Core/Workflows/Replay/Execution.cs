using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>
/// One run of a workflow from its beginning, fed with events. It carries nothing out: what the workflow asks for on an event is the event's
/// list of commands. Holds the workflow to the contract of <see cref="IWorkflowContext"/>.
/// </summary>
internal sealed class Execution(WorkflowCatalogue catalogue, string workflow, string instanceId) : IWorkflowContext
{
    private const int LargestStatus = 16 * 1024;
    private const int LargestPayload = 32 * 1024;

    private readonly WorkflowThread _thread = new();
    private readonly Dictionary<int, Operation> _open = [];
    private readonly Dictionary<string, Signals> _signals = [];
    private List<HistoryEntry> _commands = [];
    private Task<string>? _run;
    private ContractBrokenException? _broken;
    private int _lastId;

    public DateTimeOffset UtcNow { get; private set; }

    /// <summary>Nothing more will come of it.</summary>
    public bool HasEnded { get; private set; }

    public bool HasContinuedAsNew { get; private set; }

    /// <summary>Signals that no one has taken, in the order in which they came.</summary>
    public IEnumerable<HistoryEntry> Untaken => _signals.Values.SelectMany(s => s.Untaken).OrderBy(e => e.Id);

    /// <summary>Takes in an event and returns the commands that the workflow issues on it.</summary>
    public List<HistoryEntry> Apply(HistoryEntry e)
    {
        _commands = [];
        if (HasEnded)
        {
            return _commands;
        }

        UtcNow = e.At > UtcNow ? e.At.Value : UtcNow;
        _thread.Run(() => Take(e));
        CheckRules();
        if (_run!.IsCompleted)
        {
            End(_run);
        }

        return _commands;
    }

    public Task<TResult> CallActivityAsync<TResult>(string name, object input) =>
        Begin<TResult>(EntryKind.CallActivity, name, Json(input, $"the input of '{name}'"));

    public Task<TResult> CallSubWorkflowAsync<TResult>(string name, string instanceId, object input) =>
        Begin<TResult>(EntryKind.CallChild, $"{name} {instanceId}", Json(input, $"the input of '{name}'"));

    public Task<KeyPoolReply> ExchangeKeysAsync(string pool, KeyPoolRequest request) =>
        Begin<KeyPoolReply>(EntryKind.Exchange, pool, Json(request, $"an exchange with '{pool}'"));

    public Task DelayUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var result = new TaskCompletionSource();
        var id = Issue(EntryKind.StartTimer, null, WorkflowCatalogue.Write(instant));
        _open[id] = new Operation("a delay", _ => result.SetResult(), _ => { });
        cancellationToken.UnsafeRegister(
            _ =>
            {
                if (_thread.Check() && _open.Remove(id))
                {
                    Issue(EntryKind.CancelTimer, null, null, id);
                    result.TrySetCanceled(cancellationToken);
                }
            },
            null);
        return result.Task;
    }

    public Task<TSignal> WaitForSignalAsync<TSignal>(string name, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<TSignal>(cancellationToken)
            : SignalsOf(name).Next<TSignal>(cancellationToken);

    public void SendSignal(string instanceId, string name, object payload) =>
        Issue(EntryKind.SendSignal, $"{name} {instanceId}", Json(payload, $"the signal '{name}'"));

    public void SetStatus(object status)
    {
        var json = WorkflowCatalogue.Write(status);
        Require(
            json.Length * sizeof(char) <= LargestStatus,
            $"Its status has {json.Length * sizeof(char)} bytes as UTF-16; {LargestStatus} are allowed.");
        Issue(EntryKind.SetStatus, null, json);
    }

    public void ContinueAsNew(object input)
    {
        Require(_open.Count == 0, $"It continues as new while {string.Join(", ", _open.Values.Select(o => o.What))} is unfinished.");
        Issue(EntryKind.ContinueAsNew, null, Json(input, "its new input"));
        HasContinuedAsNew = true;
    }

    private void Take(HistoryEntry e)
    {
        switch (e.Kind)
        {
            case EntryKind.Started:
                _run = catalogue.StartWorkflow(workflow, this, e.Json!);
                break;
            case EntryKind.SignalReceived:
                SignalsOf(e.Name!).Add(e with { Id = ++_lastId });
                break;
            case EntryKind.ActivityFailed or EntryKind.ChildFailed when _open.Remove(e.Id, out var failed):
                failed.Fail(WorkflowCatalogue.Read<string>(e.Json!));
                break;
            case not (EntryKind.ActivityFailed or EntryKind.ChildFailed) when _open.Remove(e.Id, out var completed):
                completed.Complete(e.Json);
                break;
        }
    }

    private void CheckRules()
    {
        Require(!_thread.WasLeft, "It continued on another thread: it awaits a task that is not its context's.");
        Require(
            _run!.IsCompleted || _open.Count > 0 || _signals.Values.Any(s => s.HasWaiters),
            HasContinuedAsNew
                ? "It did not return after it continued as new."
                : "It awaits a task that is not its context's: nothing of its is under way.");
    }

    private void End(Task<string> run)
    {
        HasEnded = true;
        if (HasContinuedAsNew)
        {
            Require(run.IsCompletedSuccessfully, $"It failed after it continued as new: {run.Exception?.InnerException}");
            return;
        }

        HasContinuedAsNew = false;
        if (run.IsCompletedSuccessfully)
        {
            Require(run.Result.Length < LargestPayload, "Its result is too large.");
            Issue(EntryKind.Complete, null, run.Result);
        }
        else
        {
            Failure = run.Exception?.InnerException ?? new OperationCanceledException("The workflow was cancelled by itself.");
            Issue(EntryKind.Fail, null, WorkflowCatalogue.Write($"{Failure.GetType().Name}: {Failure.Message}"));
        }
    }

    /// <summary>What it failed with; null: it did not.</summary>
    public Exception? Failure { get; private set; }

    private Task<TResult> Begin<TResult>(EntryKind kind, string name, string json)
    {
        var result = new TaskCompletionSource<TResult>();
        var id = Issue(kind, name, json);
        _open[id] = new Operation(
            $"{kind} {name}",
            value => result.SetResult(WorkflowCatalogue.Read<TResult>(value!)),
            message => result.SetException(new WorkflowActivityException(message)));
        return result.Task;
    }

    private int Issue(EntryKind kind, string? name, string? json, int id = 0)
    {
        Require(!HasContinuedAsNew, $"It asks for {kind} {name} after it continued as new.");
        id = id == 0 ? ++_lastId : id;
        _commands.Add(new HistoryEntry(kind, id, name, json));
        return id;
    }

    private Signals SignalsOf(string name) => _signals.TryGetValue(name, out var signals) ? signals : _signals[name] = new Signals();

    private string Json(object value, string what)
    {
        var json = WorkflowCatalogue.Write(value);
        var size = Encoding.UTF8.GetByteCount(json);
        Require(size < LargestPayload, $"{what} has {size} bytes as JSON; it has to stay under {LargestPayload}.");
        return json;
    }

    /// <summary>What a workflow catches is not forgotten: it comes up again when the event is over.</summary>
    private void Require(bool holds, string otherwise)
    {
        if (_broken is null && !holds)
        {
            _broken = new ContractBrokenException($"{workflow} '{instanceId}': {otherwise}");
        }

        if (_broken is not null)
        {
            throw _broken;
        }
    }

    private sealed record Operation(string What, Action<string?> Complete, Action<string> Fail);
}
