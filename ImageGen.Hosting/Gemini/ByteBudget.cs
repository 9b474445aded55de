namespace ImageGen.Hosting.Gemini;

/// <summary>So many bytes for all; who needs more than is left waits, the first come first.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ByteBudget
{
    private readonly long _total;
    private readonly Lock _guard = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Turn)> _waiting = [];
    private long _left;

    public ByteBudget(long total) => _total = _left = total;

    /// <summary>Takes a share; more than there is at all is taken as all there is, so that it comes alone and not never.</summary>
    public async Task<IDisposable> TakeAsync(long bytes)
    {
        var share = Math.Min(bytes, _total);
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_guard)
        {
            if (_waiting.Count == 0 && share <= _left)
            {
                _left -= share;
                return new Share(this, share);
            }

            _waiting.Enqueue((share, turn));
        }

        await turn.Task;
        return new Share(this, share);
    }

    private void GiveBack(long bytes)
    {
        lock (_guard)
        {
            _left += bytes;
            while (_waiting.TryPeek(out var first) && first.Bytes <= _left)
            {
                _left -= first.Bytes;
                _waiting.Dequeue();
                first.Turn.SetResult();
            }
        }
    }

    private sealed class Share(ByteBudget budget, long bytes) : IDisposable
    {
        private int _isGivenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
            {
                budget.GiveBack(bytes);
            }
        }
    }
}
