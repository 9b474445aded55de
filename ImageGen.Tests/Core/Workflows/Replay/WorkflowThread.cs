namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>
/// The one thread on which a workflow runs: continuations queue up and run in order when <see cref="Run"/> drains them. A continuation that
/// comes from another thread gives a workflow away that awaits what is not its context's.
/// </summary>
internal sealed class WorkflowThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile bool _wasLeft;

    public bool WasLeft => _wasLeft;

    /// <summary>True on the workflow's own thread; elsewhere it notes that the workflow has left it.</summary>
    public bool Check()
    {
        _wasLeft |= Environment.CurrentManagedThreadId != _thread;
        return !_wasLeft;
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Check()) _queue.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    public void Run(Action action)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
            while (_queue.TryDequeue(out var next)) next.Callback(next.State);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
