using ImageGen.Core.Base;
using ImageGen.Core.Runs;

namespace ImageGen.Functions.Adapters.Blob;

/// <summary>
/// A run's log: append blobs <c>logs/{run}/{n}.jsonl</c>, one event a line. Each append is one block, written whole or not at all, and on
/// the condition that the blob ends where the writer believes: so processes never write into each other's decisions. A blob takes 50,000
/// blocks and then no more, which seals it; the next number continues. A position is the blob's number and the offset in it.
/// </summary>
/// <remarks>
/// Thread-safe. Appends of this process go out one after the other in the order of the calls; those that wait at the same time and expect
/// nothing share a block.
/// </remarks>
internal sealed class BlobLog(
    BlobContainers containers, string run, int blocksPerFile, TimeProvider time, Func<CancellationToken, Task<bool>> exists)
{
    private const int LargestShare = 1024 * 1024;

    private readonly BlobLogFiles _files = new(containers, $"logs/{run}/", blocksPerFile);
    private readonly Lock _guard = new();
    private readonly Queue<Pending> _pending = new();
    private bool _isWriting;
    private LogPlace? _end;

    /// <summary>True while nothing is being written.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_guard)
            {
                return !_isWriting;
            }
        }
    }

    public Task<LogPosition?> AppendAsync(ImmutableArray<RunEvent> events, LogPosition? expected, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new Pending(LogLines.Write(events), expected is { } position ? LogPlace.Of(position) : null);
        lock (_guard)
        {
            _pending.Enqueue(pending);
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(WriteAsync, CancellationToken.None);
            }
        }

        return pending.Done.Task;
    }

    public async Task<ImmutableArray<LoggedEvent>> ReadAsync(LogPosition after, int max, CancellationToken cancellationToken)
    {
        var events = ImmutableArray.CreateBuilder<LoggedEvent>();
        var at = LogPlace.Of(after);
        while (events.Count < max && await _files.ReadAsync(at, cancellationToken) is { } chunk)
        {
            at = LogLines.Read(chunk.Bytes.Span, chunk.Start, max - events.Count, events);
            if (chunk.IsLast)
            {
                break;
            }
        }

        return events.DrainToImmutable();
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await _files.DeleteAsync(cancellationToken);
        lock (_guard)
        {
            _end = null;
        }
    }

    /// <summary>Writes until nothing waits any more.</summary>
    private async Task WriteAsync()
    {
        while (Next() is { Count: > 0 } share)
        {
            try
            {
                var bytes = share.Count == 1 ? share[0].Bytes : share.SelectMany(p => p.Bytes).ToArray();
                var at = await PlaceAsync(bytes, share[0].Expected);
                foreach (var pending in share)
                {
                    at = at?.Behind(pending.Bytes.Length);
                    pending.Done.SetResult(at?.Position);
                }
            }
            catch (Exception e)
            {
                share.ForEach(p => p.Done.TrySetException(e));
            }
        }
    }

    private List<Pending> Next()
    {
        lock (_guard)
        {
            var share = new List<Pending>();
            var size = 0;
            while (_pending.TryPeek(out var next)
                && (share.Count == 0 || (share[0].Expected is null && next.Expected is null && size + next.Bytes.Length <= LargestShare)))
            {
                share.Add(_pending.Dequeue());
                size += next.Bytes.Length;
            }

            _isWriting = share.Count > 0;
            return share;
        }
    }

    /// <summary>Where the bytes were put; null when the log does not end at <paramref name="expected"/>.</summary>
    private async Task<LogPlace?> PlaceAsync(byte[] bytes, LogPlace? expected)
    {
        // What this process has written itself lies before the end for sure.
        if (expected is { } wanted && _end is { } known && wanted.CompareTo(known) < 0)
        {
            return null;
        }

        var at = expected ?? _end ?? await _files.EndAsync(CancellationToken.None);
        for (var failures = 0; ;)
        {
            switch (await _files.TryAppendAsync(bytes, at))
            {
                case AppendResult.Done:
                    _end = at.Behind(bytes.Length);
                    return at;
                case AppendResult.NotTheEnd when failures > 0 && await _files.HoldsAsync(bytes, at):
                    _end = at.Behind(bytes.Length);
                    return at;
                case AppendResult.NotTheEnd when expected is not null:
                    return null;
                case AppendResult.NotTheEnd:
                    at = await _files.EndAsync(CancellationToken.None);
                    break;
                case AppendResult.Full:
                    at = new LogPlace(at.File + 1, 0);
                    break;
                case AppendResult.NoFile when at is { File: 0, Offset: 0 } && !await exists(CancellationToken.None):
                    throw new UserException(
                        $"Run '{run}' is gone from the store; it was deleted while it was in progress. Start it again.");
                case AppendResult.NoFile when at.Offset > 0:
                    throw new UserException($"The log of run '{run}' is gone from the store. Start the run again.");
                case AppendResult.NoFile:
                    await _files.CreateAsync(at.File);
                    break;
                case AppendResult.Unknown when ++failures > 5:
                    throw new UserException($"The log of run '{run}' cannot be written: the storage does not answer. Check the "
                        + "account's state and the network.");
                default:
                    await Task.Delay(TimeSpan.FromMilliseconds(100 * Math.Pow(3, failures)), time);
                    if (await _files.HoldsAsync(bytes, at))
                    {
                        _end = at.Behind(bytes.Length);
                        return at;
                    }

                    break;
            }
        }
    }

    private sealed record Pending(byte[] Bytes, LogPlace? Expected)
    {
        public TaskCompletionSource<LogPosition?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
