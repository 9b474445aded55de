using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace ImageGen.Local.Storage.Runs;

/// <summary>
/// Repairs a log before its owner appends to it. An append that a crash or a full disk cut short was never acknowledged: it is
/// cut off. A damaged line in the midst of it (or a foreign one) is blanked where it stands, so that every other event keeps its
/// position; a copy of the file is kept, and the run is paused, because the line may have held a pause or a cost.
/// </summary>
internal sealed partial class LogRepair(TimeProvider time, ILogger logger)
{
    /// <summary>Returns the end of the log, where the next event goes.</summary>
    public long Open(string path)
    {
        using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        var (end, damaged) = Scan(file, length);
        if (end < length)
        {
            LogTorn(logger, path, length - end, end);
            RandomAccess.SetLength(file, end);
        }

        // What a former process wrote and died before it flushed is part of the log from now on.
        RandomAccess.FlushToDisk(file);

        return damaged.Count == 0 ? end : BlankDamaged(file, path, end, damaged);
    }

    private static (long End, List<(long Start, long End)> Damaged) Scan(SafeFileHandle file, long length)
    {
        var end = 0L;
        var damaged = new List<(long, long)>();
        using var lines = new LineReader(file, from: 0, length);
        while (lines.TryRead(out var line))
        {
            var isWhole = LogFrame.TryRead(line, out var more, out _);
            if (!isWhole && !LogFrame.IsBlank(line))
            {
                damaged.Add((lines.Start, lines.End));
            }

            if (more == 0)
            {
                end = lines.End;
            }
        }

        return (end, damaged);
    }

    private long BlankDamaged(SafeFileHandle file, string path, long end, List<(long Start, long End)> damaged)
    {
        var aside = Corrupt.NameFor(path);
        File.Copy(path, aside);
        NativeFiles.FlushFolder(Path.GetDirectoryName(path)!);

        var lines = damaged.Count == 1 ? "one line" : $"{damaged.Count} lines";
        var reason = $"The run's log was damaged ({lines}, the first at byte {damaged[0].Start}); a copy is kept as "
            + $"{Path.GetFileName(aside)}. "
            + "What they held is lost: a cost may be missing. Check the run, then resume it.";
        LogDamaged(logger, path, damaged.Count, damaged[0].Start, aside);
        var note = new ArrayBufferWriter<byte>();
        LogFrame.Write(note, [new RunPaused(time.GetUtcNow(), PausedBy.Damage, reason)]);
        RandomAccess.Write(file, note.WrittenSpan, end);
        RandomAccess.FlushToDisk(file);

        foreach (var (start, stop) in damaged)
        {
            var blank = new byte[stop - start - 1];
            blank.AsSpan().Fill((byte)' ');
            RandomAccess.Write(file, blank, start);
        }

        RandomAccess.FlushToDisk(file);
        return end + note.WrittenCount;
    }

    [LoggerMessage(
        3000, LogLevel.Information, "{Path}: the last {Bytes} bytes, behind {End}, were not written to their end; they were cut off.")]
    private static partial void LogTorn(ILogger logger, string path, long bytes, long end);

    [LoggerMessage(
        3001,
        LogLevel.Warning,
        "{Path}: {Count} damaged lines, the first at byte {Offset}. They were blanked, a copy is kept as {Aside}, and the run is paused.")]
    private static partial void LogDamaged(ILogger logger, string path, int count, long offset, string aside);
}
