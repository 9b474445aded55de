namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>The signals of one name: those that came and were not taken, or the waits to which none has come.</summary>
internal sealed class Signals
{
    private readonly Queue<HistoryEntry> _untaken = [];
    private readonly LinkedList<Action<HistoryEntry>> _waiters = [];

    public bool HasWaiters => _waiters.Count > 0;

    public IEnumerable<HistoryEntry> Untaken => _untaken;

    public void Add(HistoryEntry signal)
    {
        if (_waiters.First is not { } waiter)
        {
            _untaken.Enqueue(signal);
            return;
        }

        _waiters.RemoveFirst();
        waiter.Value(signal);
    }

    public Task<T> Next<T>(CancellationToken cancellationToken)
    {
        if (_untaken.TryDequeue(out var early))
        {
            return Task.FromResult(WorkflowCatalogue.Read<T>(early.Json!));
        }

        var result = new TaskCompletionSource<T>();
        var waiter = _waiters.AddLast(signal => result.SetResult(WorkflowCatalogue.Read<T>(signal.Json!)));
        cancellationToken.UnsafeRegister(
            _ =>
            {
                if (!result.Task.IsCompleted)
                {
                    _waiters.Remove(waiter);
                    result.SetCanceled(cancellationToken);
                }
            },
            null);
        return result.Task;
    }
}
