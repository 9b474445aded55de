using ImageGen.Core.KeyPools;
using ImageGen.Core.Workflows.Contract;
using ImageGen.Local.Storage;

namespace ImageGen.Local.Engine;

/// <summary>
/// The engine as one execution of a workflow sees it. Results arrive on its own scheduler, one after the other.
/// </summary>
internal sealed class WorkflowContext(WorkflowInstance instance, WorkflowEngine engine) : IWorkflowContext
{
    private readonly HashSet<Pause> _delays = [];
    private bool _isClosed;
    private int _unfinished;

    public DateTimeOffset UtcNow => instance.Now;

    /// <summary>The input with which it continues as new; null: it does not.</summary>
    public object? NextInput { get; private set; }

    public Task<TResult> CallActivityAsync<TResult>(string name, object input) =>
        StartCall<TResult>(complete => engine.RunActivity(instance, name, input, complete));

    public Task<TResult> CallSubWorkflowAsync<TResult>(string name, string instanceId, object input) =>
        StartCall<TResult>(complete => engine.StartChild(instance, name, instanceId, input, complete));

    public Task<KeyPoolReply> ExchangeKeysAsync(string pool, KeyPoolRequest request) =>
        StartCall<KeyPoolReply>(complete => complete(engine.Exchange(pool, request with { Instance = instance.Id })));

    public Task DelayUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        CheckIsUsable();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        return instant <= UtcNow ? Task.CompletedTask : new Pause(this, instant, cancellationToken).Task;
    }

    public Task<TSignal> WaitForSignalAsync<TSignal>(string name, CancellationToken cancellationToken)
    {
        CheckIsUsable();
        return instance.Signals.WaitAsync<TSignal>(name, cancellationToken);
    }

    public void SendSignal(string instanceId, string name, object payload)
    {
        CheckIsUsable();
        engine.Signal(instanceId, name, payload);
    }

    public void SetStatus(object status)
    {
        CheckIsUsable();
        instance.Status = Payload.WriteStatus(status);
    }

    public void ContinueAsNew(object input)
    {
        CheckIsUsable();
        NextInput = input;
    }

    /// <summary>Stops delivery: it gets no more results, and its delays are disposed.</summary>
    public void Close()
    {
        _isClosed = true;
        foreach (var pause in _delays)
        {
            pause.Dispose();
        }
    }

    /// <exception cref="InvalidOperationException">It has left an activity, child, exchange or delay unfinished: a bug.</exception>
    public void CheckMayContinue()
    {
        if (_unfinished > 0 || _delays.Any(p => !p.IsCancelled))
        {
            throw new InvalidOperationException("A workflow continued as new over an unfinished activity, child, exchange or delay.");
        }
    }

    private Task<T> StartCall<T>(Action<Action<Outcome>> start)
    {
        CheckIsUsable();
        var done = new TaskCompletionSource<T>();
        start(outcome => instance.Post(() =>
        {
            _unfinished--;
            outcome.Complete(done);
        }, this));
        _unfinished++;
        return done.Task;
    }

    private void CheckIsUsable()
    {
        if (!instance.IsOnScheduler)
        {
            throw new InvalidOperationException("A workflow used its context outside its scheduler: it has awaited something foreign.");
        }

        if (_isClosed || NextInput is not null)
        {
            throw new InvalidOperationException("A workflow used its context behind its end.");
        }
    }

    /// <summary>One wait for an instant.</summary>
    private sealed class Pause : IDisposable
    {
        private readonly WorkflowContext _context;
        private readonly TaskCompletionSource _done = new();
        private readonly CancellationToken _cancellationToken;
        private readonly CancellationTokenRegistration _registration;
        private readonly Delay _delay;

        public Pause(WorkflowContext context, DateTimeOffset instant, CancellationToken cancellationToken)
        {
            (_context, _cancellationToken) = (context, cancellationToken);
            _context._delays.Add(this);
            _registration = cancellationToken.Register(PostEnd);
            _delay = new Delay(context.Time, instant, PostEnd);
        }

        public Task Task => _done.Task;

        public bool IsCancelled => _cancellationToken.IsCancellationRequested;

        public void Dispose()
        {
            _registration.Dispose();
            _delay.Dispose();
        }

        private void PostEnd() => _context.Post(End);

        private void End()
        {
            if (!_context._delays.Remove(this))
            {
                return;
            }

            Dispose();
            if (IsCancelled)
            {
                _done.TrySetCanceled(_cancellationToken);
            }
            else
            {
                _done.TrySetResult();
            }
        }
    }

    private TimeProvider Time => engine.Time;

    private void Post(Action action) => instance.Post(action, this);
}
