namespace ImageGen.Local.Engine;

/// <summary>
/// One workflow's logical thread: runs what is posted to it one after the other on the thread pool, and holds no thread while there is
/// nothing to run. Continuations of a workflow come back here because it is the current synchronization context while they run.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class SerialScheduler(Workload workload) : SynchronizationContext, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<(SendOrPostCallback Run, object? State)> _queue = new();
    private bool _isRunning;
    private bool _isStopped;

    public bool IsCurrent => ReferenceEquals(Current, this);

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            _queue.Enqueue((d, state));
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;

            // Here, so that no one finds the engine idle while this is about to run.
            workload.BeginTurn();
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Post(Action action) => Post(static a => ((Action)a!)(), action);

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A thread must not block to wait for a workflow.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Forgets what was posted and takes nothing any more.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            _queue.Clear();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            while (TryTake(out var item))
            {
                item.Run(item.State);
            }
        }
        finally
        {
            SetSynchronizationContext(before);
            workload.EndTurn();
        }
    }

    private bool TryTake(out (SendOrPostCallback Run, object? State) item)
    {
        lock (_gate)
        {
            _isRunning = _queue.TryDequeue(out item);
            return _isRunning;
        }
    }
}
