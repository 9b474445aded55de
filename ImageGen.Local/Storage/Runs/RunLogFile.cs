using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace ImageGen.Local.Storage.Runs;

/// <summary>
/// The log of one run, in the process that owns the data folder. An append is written and can be read at once; its task completes when the
/// disk has it. Appends that come while the disk is busy share the next flush (their number is bounded by their callers, each of which
/// awaits its own). The file is open only while there is something to flush.
/// </summary>
internal sealed class RunLogFile(string path, LogRepair repair)
{
    private const long Unknown = -1;

    private readonly Lock _gate = new();
    private readonly RecentEvents _recent = new();
    private List<Pending> _waiting = [];
    private SafeFileHandle? _file;
    private bool _isFlushing;

    /// <summary>The end of what is written.</summary>
    private long _tail = Unknown;

    /// <summary>The end of what the disk has for certain.</summary>
    private long _safe = Unknown;

    /// <summary>True from an append that failed to one that did not: the file may be gone.</summary>
    private volatile bool _isDoubted;

    /// <summary>The end to which the log has still to be cut, because that failed; null: it has not.</summary>
    private long? _cutLater;

    private readonly TakenBackPositions _takenBack = new();

    public Task<LogPosition?> AppendAsync(ImmutableArray<RunEvent> events, LogPosition? expected)
    {
        var lines = new ArrayBufferWriter<byte>();
        var ends = LogFrame.Write(lines, events);
        lock (_gate)
        {
            Open();
            if (expected is not null && expected.Value.Value != _tail)
            {
                return Task.FromResult<LogPosition?>(null);
            }

            var blank = _takenBack.BlankFrom(_tail);
            var start = _tail + blank.Length;
            Write([.. blank, .. lines.WrittenSpan]);
            _recent.Add(start, events, ends);
            var pending = new Pending(_tail);
            _waiting.Add(pending);
            if (!_isFlushing)
            {
                _isFlushing = true;
                _ = Task.Run(FlushAll);
            }

            return pending.Done.Task;
        }
    }

    /// <summary>True when there is nothing behind <paramref name="position"/>; false when there is, or it is not known.</summary>
    public bool EndsAt(LogPosition position) => !_isDoubted && Volatile.Read(ref _tail) == position.Value;

    /// <summary>
    /// The same as <see cref="Read"/> where memory has the events, as it has for a reader that follows the end of the log.
    /// </summary>
    public bool TryReadRecent(LogPosition after, int max, out ImmutableArray<LoggedEvent> events)
    {
        lock (_gate)
        {
            return _recent.TryRead(after, max, out events);
        }
    }

    /// <summary>True from the first time on that something was read or written.</summary>
    public bool IsOpened => Volatile.Read(ref _tail) != Unknown;

    /// <summary>The events behind <paramref name="after"/>, at most <paramref name="max"/>.</summary>
    public ImmutableArray<LoggedEvent> Read(LogPosition after, int max)
    {
        long end;
        lock (_gate)
        {
            Open();
            end = _tail;
            if (_isDoubted && !File.Exists(path))
            {
                throw new FileNotFoundException($"Could not find file '{path}'.", path);
            }

            if (_takenBack.Before(after) is { } last)
            {
                throw new EventsTakenBackException(last);
            }
        }

        return LogReader.Read(path, after, end, max);
    }

    private void Write(ReadOnlySpan<byte> lines)
    {
        try
        {
            _file ??= File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read | FileShare.Delete);
            RandomAccess.Write(_file, lines, _tail);
            Volatile.Write(ref _tail, _tail + lines.Length);
            _isDoubted = false;
        }
        catch (IOException)
        {
            _isDoubted = true;
            CutTo(_tail);
            if (!_isFlushing)
            {
                Close();
            }

            throw;
        }
    }

    private void FlushAll()
    {
        while (TakeWaiting() is { Count: > 0 } batch)
        {
            try
            {
                RandomAccess.FlushToDisk(_file!);
            }
            catch (Exception e)
            {
                Fail(batch, StorageFault.Is(e) ? StorageFault.Writing(path, e) : e);
                continue;
            }

            _safe = batch[^1].End;
            batch.ForEach(pending => pending.Done.SetResult(new LogPosition(pending.End)));
        }
    }

    private List<Pending> TakeWaiting()
    {
        lock (_gate)
        {
            (var batch, _waiting) = (_waiting, []);
            if (batch.Count == 0)
            {
                _isFlushing = false;
                Close();
            }

            return batch;
        }
    }

    /// <summary>Takes back all that is not safe, because a flush that failed leaves open what the disk has.</summary>
    private void Fail(List<Pending> batch, Exception why)
    {
        lock (_gate)
        {
            batch.AddRange(_waiting);
            _waiting = [];
            _takenBack.Add(_safe, batch[^1].End);
            CutTo(_safe);
        }

        batch.ForEach(pending => pending.Done.SetException(why));
    }

    /// <summary>Cuts the log to <paramref name="end"/>. Where even that fails, it is cut before it is used again.</summary>
    private void CutTo(long end)
    {
        _recent.Clear();
        try
        {
            if (_file is not null)
            {
                RandomAccess.SetLength(_file, end);
            }

            _tail = end;
        }
        catch (IOException)
        {
            (_tail, _cutLater) = (Unknown, end);
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    private void Open()
    {
        if (_tail != Unknown)
        {
            return;
        }

        var folder = Path.GetDirectoryName(path)!;
        if (!File.Exists(Path.Combine(folder, RunFile.Name)))
        {
            throw new UserException($"There is no run {Path.GetFileName(folder)}: {folder} is gone.");
        }

        if (_cutLater is { } cut)
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.SetLength(file, cut);
            _cutLater = null;
        }

        var end = repair.Open(path);

        // What is being flushed is not safe before that has ended well.
        _safe = _isFlushing ? _safe : end;
        Volatile.Write(ref _tail, end);
    }

    private sealed class Pending(long end)
    {
        public long End => end;

        public TaskCompletionSource<LogPosition?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
