using System.Buffers;
using ImageGen.Core.Base;
using ImageGen.Core.Runs;
using Microsoft.Win32.SafeHandles;

namespace ImageGen.Local.Storage.Runs;

/// <summary>
/// The log of one run, in the process that owns the data folder. An append is decided, written and to be read at once; its task completes
/// when the disk has it. Appends that come while the disk is busy share the next flush (their number is bounded by their callers, each of
/// whom awaits his own). The file is open only while there is something to flush.
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

    /// <summary>True from an append that failed to one that did not: whether the file is still there has to be looked at.</summary>
    private volatile bool _isDoubted;

    /// <summary>Where it is to be cut before it is used again, because that failed; null: nowhere.</summary>
    private long? _cutLater;

    /// <summary>What was taken back after it could be read. Its positions are not used again: no one takes others for it.</summary>
    private readonly List<(long From, long To)> _takenBack = [];

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

            var blank = Blank();
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
    /// The same as <see cref="Read(LogPosition, int)"/>, when it can be told without the disk: the one who follows a log asks for its end.
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

            if (_takenBack.FirstOrDefault(t => after.Value > t.From && after.Value <= t.To) is { To: > 0 } gone)
            {
                throw new EventsTakenBackException(new LogPosition(gone.From));
            }
        }

        return Read(path, after, end, max);
    }

    /// <summary>The events behind <paramref name="after"/>, up to <paramref name="limit"/>; damaged lines are passed over.</summary>
    public static ImmutableArray<LoggedEvent> Read(string path, LogPosition after, long limit, int max)
    {
        if (after.Value >= limit || max <= 0)
        {
            return [];
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var lines = new LineReader(file, Math.Max(0, after.Value - 1), limit);
        if (after.Value > 0)
        {
            // Also right for a position that is none: on with the next line.
            lines.TryRead(out _);
        }

        var events = ImmutableArray.CreateBuilder<LoggedEvent>();
        var complete = 0;
        while (complete < max && lines.TryRead(out var line))
        {
            if (LogFrame.TryRead(line, out var more, out var json))
            {
                events.Add(new LoggedEvent(new LogPosition(lines.End), RunEvents.Read(json, path)));
                complete = more == 0 ? events.Count : complete;
            }
        }

        events.Count = Math.Min(complete, max);
        return events.DrainToImmutable();
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
        while (NextProject() is { Count: > 0 } group)
        {
            try
            {
                RandomAccess.FlushToDisk(_file!);
            }
            catch (Exception e)
            {
                Fail(group, StorageFault.Is(e) ? StorageFault.Writing(path, e) : e);
                continue;
            }

            _safe = group[^1].End;
            group.ForEach(pending => pending.Done.SetResult(new LogPosition(pending.End)));
        }
    }

    private List<Pending> NextProject()
    {
        lock (_gate)
        {
            (var group, _waiting) = (_waiting, []);
            if (group.Count == 0)
            {
                _isFlushing = false;
                Close();
            }

            return group;
        }
    }

    /// <summary>A flush that fails says nothing of what the disk has: all that is not safe is taken back.</summary>
    private void Fail(List<Pending> group, Exception why)
    {
        lock (_gate)
        {
            group.AddRange(_waiting);
            _waiting = [];
            if (_takenBack.Count > 0 && _takenBack[^1].From == _safe)
            {
                _takenBack.RemoveAt(_takenBack.Count - 1);
            }

            _takenBack.Add((_safe, group[^1].End));
            CutTo(_safe);
        }

        group.ForEach(pending => pending.Done.SetException(why));
    }

    /// <summary>A line that counts for nothing, up to the end of what was taken back.</summary>
    private ReadOnlySpan<byte> Blank()
    {
        var length = _takenBack.Count == 0 ? 0 : _takenBack.Max(t => t.To) - _tail;
        if (length <= 0)
        {
            return [];
        }

        var line = new byte[length];
        line.AsSpan(..^1).Fill((byte)' ');
        line[^1] = (byte)'\n';
        return line;
    }

    /// <summary>Cuts off what was not written to its end. Where even that fails, it happens before the log is used again.</summary>
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
