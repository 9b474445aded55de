namespace ImageGen.Local.Engine;

/// <summary>
/// The signals of one instance: those that were not taken yet, and the waits that have none yet. Used on the instance's scheduler
/// only. A wait that was cancelled takes no signal, even one that is on its way to it.
/// </summary>
internal sealed class SignalBox(SerialScheduler scheduler)
{
    private readonly Dictionary<string, Queue<byte[]>> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LinkedList<IWait>> _waits = new(StringComparer.Ordinal);

    private interface IWait
    {
        bool TryGive(byte[] payload);

        void Forget();
    }

    public bool HasSignal(string name) => _signals.TryGetValue(name, out var queue) && queue.Count > 0;

    public void Deliver(string name, byte[] payload)
    {
        if (_waits.TryGetValue(name, out var waits))
        {
            while (waits.First is { } first)
            {
                waits.RemoveFirst();
                if (first.Value.TryGive(payload))
                {
                    return;
                }
            }
        }

        QueueOf(name).Enqueue(payload);
    }

    public Task<T> WaitAsync<T>(string name, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        if (_signals.TryGetValue(name, out var queue) && queue.TryDequeue(out var payload))
        {
            return Task.FromResult(Payload.Read<T>(payload));
        }

        if (!_waits.TryGetValue(name, out var waits))
        {
            _waits[name] = waits = new LinkedList<IWait>();
        }

        var wait = new Wait<T>(cancellationToken);
        var node = waits.AddLast(wait);
        wait.OnCancel(() => scheduler.Post(() =>
        {
            if (node.List is not null)
            {
                waits.Remove(node);
            }

            wait.Cancel();
        }));
        return wait.Task;
    }

    /// <summary>Drops the waits of an execution that has ended: signals are for the next one.</summary>
    public void DropWaits()
    {
        foreach (var wait in _waits.Values.SelectMany(w => w))
        {
            wait.Forget();
        }

        _waits.Clear();
    }

    private Queue<byte[]> QueueOf(string name)
    {
        if (!_signals.TryGetValue(name, out var queue))
        {
            _signals[name] = queue = new Queue<byte[]>();
        }

        return queue;
    }

    private sealed class Wait<T>(CancellationToken cancellationToken) : IWait
    {
        private readonly TaskCompletionSource<T> _done = new();
        private CancellationTokenRegistration _registration;

        public Task<T> Task => _done.Task;

        public void OnCancel(Action cancel) => _registration = cancellationToken.Register(cancel);

        public void Cancel() => _done.TrySetCanceled(cancellationToken);

        public bool TryGive(byte[] payload)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return false;
            }

            _registration.Dispose();
            Outcome.Of(payload).Complete(_done);
            return true;
        }

        public void Forget() => _registration.Dispose();
    }
}
