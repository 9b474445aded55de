using System.Buffers;
using System.Text.Json;
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
    private readonly Lock _file = new();
    private List<Pending> _waiting = [];
    private bool _isWriting;
    private long _end = Unknown;

    public Task<LogPosition?> AppendAsync(ImmutableArray<RunEvent> events, LogPosition? expected)
    {
        var lines = new ArrayBufferWriter<byte>();
        LogFrame.Write(lines, events);
        var pending = new Pending(lines.WrittenMemory, expected);
        lock (_gate)
        {
            _waiting.Add(pending);
            if (_isWriting)
            {
                return pending.Done.Task;
            }

            _isWriting = true;
        }

        _ = Task.Run(WriteAll);
        return pending.Done.Task;
    }

    /// <summary>The events behind <paramref name="after"/>; only such as are safe on the disk.</summary>
    public ImmutableArray<LoggedEvent> Read(LogPosition after, int max)
    {
        var end = Volatile.Read(ref _end);
        if (end == Unknown)
        {
            lock (_file)
            {
                end = Open();
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
                events.Add(new LoggedEvent(new LogPosition(lines.End), Parse(json, path)));
                complete = more == 0 ? events.Count : complete;
            }
        }

        events.Count = Math.Min(complete, max);
        return events.DrainToImmutable();
    }

    private void WriteAll()
    {
        while (true)
        {
            List<Pending> group;
            lock (_gate)
            {
                (group, _waiting) = (_waiting, []);
                if (group.Count == 0)
                {
                    _isWriting = false;
                    return;
                }
            }

            Write(group);
        }
    }

    private void Write(List<Pending> group)
    {
        try
        {
            lock (_file)
            {
                Commit(group);
            }
        }
        catch (Exception e)
        {
            var told = StorageFault.Is(e) ? StorageFault.Writing(path, e) : e;
            group.ForEach(pending => pending.Done.TrySetException(told));
        }
    }

    private void Commit(List<Pending> group)
    {
        var start = Open();
        var end = start;
        var accepted = new List<ReadOnlyMemory<byte>>(group.Count);
        foreach (var pending in group.Where(pending => pending.Expected is null || pending.Expected.Value.Value == end))
        {
            accepted.Add(pending.Lines);
            pending.Position = new LogPosition(end += pending.Lines.Length);
        }

        if (end > start)
        {
            Write(accepted, start);
            Volatile.Write(ref _end, end);
        }

        group.ForEach(pending => pending.Done.SetResult(pending.Position));
    }

    private void Write(List<ReadOnlyMemory<byte>> lines, long start)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read | FileShare.Delete);
        try
        {
            RandomAccess.Write(file, lines, start);
            RandomAccess.FlushToDisk(file);
        }
        catch (IOException)
        {
            // Nobody can tell what reached the disk. If it cannot be cut off now, it will be before the next append.
            Volatile.Write(ref _end, Unknown);
            TryCut(file, start);
            throw;
        }
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

    private long Open()
    {
        if (_end == Unknown)
        {
            var folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
            {
                throw new UserException($"There is no run {Path.GetFileName(folder)}: {folder} is gone.");
            }

            Volatile.Write(ref _end, repair.Open(path));
        }

        return _end;
    }

    private static RunEvent Parse(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunEvent>(json, StoreJson.Compact)!;
        }
        catch (JsonException e)
        {
            throw new UserException($"{path} holds events that this version does not know. It was written by a newer ImageGen: use that one.", e);
        }
    }

    private sealed class Pending(ReadOnlyMemory<byte> lines, LogPosition? expected)
    {
        public ReadOnlyMemory<byte> Lines => lines;

        public LogPosition? Expected => expected;

        public LogPosition? Position { get; set; }

        public TaskCompletionSource<LogPosition?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
