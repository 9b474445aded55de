using ImageGen.Core.Runs;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>The logs of runs that this process uses.</summary>
/// <remarks>Thread-safe. What a log remembers saves requests and is found again; only a log that is being written to has to stay.</remarks>
/// <param name="create">Creates the log of a run, by its id in lower case.</param>
internal sealed class BlobLogs(Func<string, BlobLog> create)
{
    private const int Most = 256;

    private readonly Lock _guard = new();
    private readonly Dictionary<string, BlobLog> _logs = new(StringComparer.Ordinal);

    public BlobLog Of(string runId)
    {
        if (!RunIds.TryParse(runId, out _, out _))
        {
            throw new ArgumentException("This is not the id of a run.", nameof(runId));
        }

        var id = runId.ToLowerInvariant();
        lock (_guard)
        {
            if (_logs.TryGetValue(id, out var log))
            {
                return log;
            }

            if (_logs.Count >= Most)
            {
                foreach (var idle in _logs.Where(l => l.Value.IsIdle).Select(l => l.Key).ToArray())
                {
                    _logs.Remove(idle);
                }
            }

            return _logs[id] = create(id);
        }
    }

    public void Forget(string runId)
    {
        lock (_guard)
        {
            _logs.Remove(runId.ToLowerInvariant());
        }
    }
}
