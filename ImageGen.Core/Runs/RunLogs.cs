using ImageGen.Core.Base;

namespace ImageGen.Core.Runs;

/// <summary>
/// The run logs that this process keeps open: one per run, the most recently used ones, so that a log is folded once and then followed.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="store">Where runs are.</param>
/// <param name="capacity">How many to keep; more is slower to reopen, never wrong.</param>
public sealed class RunLogs(IRunStore store, int capacity = 32)
{
    private readonly Lock _guard = new();
    private readonly LinkedList<RunLog> _recent = new();
    private int _forgotten;

    /// <summary>The run log of a run; null when there is no run of that id.</summary>
    public async Task<RunLog?> FindAsync(string runId, CancellationToken cancellationToken)
    {
        if (Recall(runId) is { } open)
        {
            return open;
        }

        var forgotten = Volatile.Read(ref _forgotten);
        var document = await store.FindAsync(runId, cancellationToken);
        return document is null ? null : Keep(document, forgotten);
    }

    /// <summary>The run log of a run that must be there.</summary>
    /// <exception cref="UserException">There is none: it was deleted while it was in progress.</exception>
    public async Task<RunLog> OpenAsync(string runId, CancellationToken cancellationToken) =>
        await FindAsync(runId, cancellationToken)
            ?? throw new UserException($"Run '{runId}' is gone from the store; it was deleted while it was in progress. Start it again.");

    /// <summary>Forgets what is kept of a run, as when it was deleted.</summary>
    public void Forget(string runId)
    {
        lock (_guard)
        {
            _forgotten++;
            if (_recent.FirstOrDefault(l => l.Document.Id == runId) is { } runLog)
            {
                _recent.Remove(runLog);
            }
        }
    }

    private RunLog? Recall(string runId)
    {
        lock (_guard)
        {
            for (var node = _recent.First; node is not null; node = node.Next)
            {
                if (node.Value.Document.Id == runId)
                {
                    _recent.Remove(node);
                    _recent.AddFirst(node);
                    return node.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Not kept when a run was forgotten since the document was asked for: it may be this one.</summary>
    private RunLog Keep(RunDocument document, int forgotten)
    {
        lock (_guard)
        {
            if (_recent.FirstOrDefault(l => l.Document.Id == document.Id) is { } other)
            {
                return other;
            }

            var runLog = new RunLog(document, store);
            if (forgotten != _forgotten)
            {
                return runLog;
            }

            _recent.AddFirst(runLog);
            if (_recent.Count > capacity)
            {
                _recent.RemoveLast();
            }

            return runLog;
        }
    }
}
