namespace ImageGen.Local.Storage.Runs;

/// <summary>
/// The documents that were asked for last. A document never changes, every paid call needs it for its prompt, and a long storyboard takes
/// some time to read.
/// </summary>
internal sealed class RecentDocuments(int capacity)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<RunDocument> _recent = [];

    public RunDocument? Find(string runId)
    {
        lock (_gate)
        {
            return _recent.FirstOrDefault(run => run.Id == runId);
        }
    }

    public void Keep(RunDocument run)
    {
        lock (_gate)
        {
            _recent.AddFirst(run);
            if (_recent.Count > capacity)
            {
                _recent.RemoveLast();
            }
        }
    }

    public void Forget(string runId)
    {
        lock (_gate)
        {
            while (_recent.FirstOrDefault(run => run.Id == runId) is { } run)
            {
                _recent.Remove(run);
            }
        }
    }
}
