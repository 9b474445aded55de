using System.Buffers;
using System.Text.Json;
using ImageGen.Core;
using ImageGen.Core.Ports;
using ImageGen.Core.Runs;
using Microsoft.Win32.SafeHandles;

namespace ImageGen.Local.Adapters.Files;

/// <summary>
/// The log of one run, in the process that owns the data folder. Appends that come while the disk is busy wait together and share one
/// flush (their number is bounded by their callers, each of whom awaits his own). The file is opened for each such group: that costs
/// microseconds where the flush costs milliseconds, and leaves no handle to look after.
/// </summary>
internal sealed class RunLog(string path, LogRepair repair)
{
    private const long Unknown = -1;

    private readonly Lock _gate = new();
    private List<Pending> _waiting = [];
    private bool _isWriting;

    /// <summary>Where the next append goes, behind those that wait for the disk.</summary>
    private long _tail = Unknown;

    /// <summary>Up to where everything is safe on the disk.</summary>
    private long _safe = Unknown;

    /// <summary>Decides on the append and its place at once; the task completes when it is safe on the disk.</summary>
    public Task<LogPosition?> AppendAsync(ImmutableArray<RunEvent> events, LogPosition? expected)
    {
        var lines = new ArrayBufferWriter<byte>();
        LogFrame.Write(lines, events);
        lock (_gate)
        {
            Open();
            if (expected is not null && expected.Value.Value != _tail)
            {
                return Task.FromResult<LogPosition?>(null);
            }

            var pending = new Pending(lines.WrittenMemory, _tail);
            _tail += lines.WrittenCount;
            _waiting.Add(pending);
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(WriteAll);
            }

            return pending.Done.Task;
        }
    }

    /// <summary>The events behind <paramref name="after"/>; only such as are safe on the disk.</summary>
    public ImmutableArray<LoggedEvent> Read(LogPosition after, int max)
    {
        long end;
        lock (_gate)
        {
            Open();
            end = _safe;
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
                events.Add(new LoggedEvent(new LogPosition(lines.End), Parse(json, path)));
                complete = more == 0 ? events.Count : complete;
            }
        }

        events.Count = Math.Min(complete, max);
        return events.DrainToImmutable();
    }

    private void WriteAll()
    {
        while (NextGroup() is { Count: > 0 } group)
        {
            try
            {
                Write(group);
            }
            catch (Exception e)
            {
                Fail(group, StorageFault.Is(e) ? StorageFault.Writing(path, e) : e);
                continue;
            }

            lock (_gate)
            {
                _safe = group[^1].End;
            }

            group.ForEach(pending => pending.Done.SetResult(new LogPosition(pending.End)));
        }
    }

    private List<Pending> NextGroup()
    {
        lock (_gate)
        {
            (var group, _waiting) = (_waiting, []);
            _isWriting = group.Count > 0;
            return group;
        }
    }

    private void Write(List<Pending> group)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read | FileShare.Delete);
        try
        {
            RandomAccess.Write(file, group.ConvertAll(pending => pending.Lines), group[0].Start);
            RandomAccess.FlushToDisk(file);
        }
        catch (IOException)
        {
            // Nobody can tell what reached the disk. If it cannot be cut off now, it will be before the next append.
            TryCut(file, group[0].Start);
            throw;
        }
    }

    /// <summary>Whatever was to go behind a failed append fails with it: its place was decided.</summary>
    private void Fail(List<Pending> group, Exception why)
    {
        lock (_gate)
        {
            group.AddRange(_waiting);
            _waiting = [];
            (_tail, _safe) = (Unknown, Unknown);
        }

        group.ForEach(pending => pending.Done.SetException(why));
    }

    private static void TryCut(SafeFileHandle file, long length)
    {
        try
        {
            RandomAccess.SetLength(file, length);
        }
        catch (IOException)
        {
            // What was wrong in the first place is what is told.
        }
    }

    private void Open()
    {
        if (_tail != Unknown)
        {
            return;
        }

        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            throw new UserException($"There is no run {Path.GetFileName(folder)}: {folder} is gone.");
        }

        _tail = _safe = repair.Open(path);
    }

    private static RunEvent Parse(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            return ImageGenJson.Read<RunEvent>(json);
        }
        catch (JsonException e)
        {
            throw new UserException($"{path} holds events that this version does not know. It was written by a newer ImageGen: use that one.", e);
        }
    }

    private sealed class Pending(ReadOnlyMemory<byte> lines, long start)
    {
        public ReadOnlyMemory<byte> Lines => lines;

        public long Start => start;

        public long End => start + lines.Length;

        public TaskCompletionSource<LogPosition?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
