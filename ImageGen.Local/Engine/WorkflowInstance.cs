using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Local.Engine;

/// <summary>
/// A running workflow: a coroutine on its own scheduler, from its start through every execution to its end. It lives in memory only: after
/// a loss it is started again with its input, and plans from the run's log.
/// </summary>
internal sealed class WorkflowInstance
{
    private readonly WorkflowEngine _engine;
    private readonly WorkflowBody _body;
    private readonly Action<WorkflowEnd> _onEnd;
    private readonly SerialScheduler _scheduler;
    private readonly Lock _gate = new();
    private readonly List<(string Name, byte[] Payload)> _inbox = [];
    private readonly HashSet<WorkflowInstance> _children = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _input;
    private WorkflowContext? _context;
    private bool _isFailing;
    private bool _isOver;

    public WorkflowInstance(
        WorkflowEngine engine, WorkflowBody body, string id, byte[] input, CallScope calls, Workload workload, Action<WorkflowEnd> onEnd)
    {
        (_engine, _body, Id, _input, Calls, _onEnd) = (engine, body, id, input, calls, onEnd);
        _scheduler = new SerialScheduler(workload);
        Signals = new SignalBox(_scheduler);
    }

    public string Id { get; }

    /// <summary>The calls of the run that it belongs to.</summary>
    public CallScope Calls { get; }

    /// <summary>Its running activities.</summary>
    public Workload Own { get; } = new();

    public SignalBox Signals { get; }

    /// <summary>Completes when it has ended and nothing of it is left.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Its custom status as JSON; null: none was set.</summary>
    public string? Status { get; set; }

    /// <summary>The time of the event that it handles.</summary>
    public DateTimeOffset Now { get; private set; }

    public bool IsOnScheduler => _scheduler.IsCurrent;

    public void Start() => _scheduler.Post(() =>
    {
        AdvanceClock();
        _ = RunAsync();
    });

    /// <summary>Runs <paramref name="action"/> on its scheduler, unless the execution that it is for has ended.</summary>
    public void Post(Action action, WorkflowContext context) => _scheduler.Post(() =>
    {
        if (ReferenceEquals(_context, context))
        {
            AdvanceClock();
            action();
        }
    });

    /// <summary>Sends it a signal; false: it has ended and cannot receive one.</summary>
    public bool Signal(string name, byte[] payload)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return false;
            }

            _inbox.Add((name, payload));
        }

        _scheduler.Post(DeliverSignals);
        return true;
    }

    public void AddChild(WorkflowInstance child) => _children.Add(child);

    public void RemoveChild(WorkflowInstance child) => _scheduler.Post(() => _children.Remove(child));

    /// <summary>Ends it from outside, as a failure.</summary>
    public void Terminate() => _scheduler.Post(() => _ = FailAsync(new WorkflowActivityException($"'{Id}' was ended: its parent failed.")));

    /// <summary>Stops it for good: it gets no more results and signals, and its timers are disposed.</summary>
    public void Freeze() => _scheduler.Post(() =>
    {
        _context?.Close();
        _scheduler.Stop();
    });

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var context = _context = new WorkflowContext(this, _engine);
                var result = await _body.RunAsync(context, Payload.Read(_input, _body.Input));
                if (_isFailing)
                {
                    return;
                }

                CloseExecution();
                if (context.NextInput is not { } next)
                {
                    End(Outcome.Of(Payload.Write(result, _body.Result)));
                    return;
                }

                context.CheckMayContinue();
                _input = Payload.Write(next, _body.Input);
            }
        }
        catch (Exception e)
        {
            await FailAsync(e);
        }
    }

    private async Task FailAsync(Exception e)
    {
        if (_isFailing || _isOver)
        {
            return;
        }

        _isFailing = true;
        CloseExecution();

        // The next start plans from the log: by then nothing of this one may still be about to write there.
        foreach (var child in _children)
        {
            child.Terminate();
        }

        await Task.WhenAll(_children.Select(c => c.Ended));
        await Own.WhenIdleAsync();
        End(Outcome.Failed(e));
    }

    private void CloseExecution()
    {
        _context?.Close();
        _context = null;
        Signals.DropWaits();
    }

    private void End(Outcome outcome)
    {
        lock (_gate)
        {
            _isOver = true;
        }

        DeliverSignals();
        _engine.Remove(this);
        _ended.SetResult();
        _onEnd(new WorkflowEnd(outcome, Signals.HasSignal(WorkflowNames.Control)));
    }

    private void DeliverSignals()
    {
        (string Name, byte[] Payload)[] signals;
        lock (_gate)
        {
            signals = [.. _inbox];
            _inbox.Clear();
        }

        if (signals.Length > 0)
        {
            AdvanceClock();
        }

        foreach (var (name, payload) in signals)
        {
            Signals.Deliver(name, payload);
        }
    }

    private void AdvanceClock()
    {
        var now = _engine.Time.GetUtcNow();
        Now = now > Now ? now : Now;
    }
}

/// <summary>How an instance ended.</summary>
/// <param name="Outcome">Its result or failure.</param>
/// <param name="HasUntakenControl">True when it was woken and ended without reading that signal.</param>
internal readonly record struct WorkflowEnd(Outcome Outcome, bool HasUntakenControl);
