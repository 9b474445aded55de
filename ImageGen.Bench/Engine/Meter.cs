using System.Diagnostics;

namespace ImageGen.Bench.Engine;

/// <summary>What something costs this process: time, processor time, allocations.</summary>
internal sealed class Meter
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);

    /// <summary>Begins with a clean heap.</summary>
    public static Meter Start()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        return new Meter();
    }

    public Cost Stop(int beats) => new(
        Stopwatch.GetElapsedTime(_start).TotalMilliseconds / beats,
        (Environment.CpuUsage.TotalTime - _processor).TotalMilliseconds / beats,
        (GC.GetTotalAllocatedBytes(precise: true) - _allocated) / 1024.0 / beats);
}

/// <summary>What one beat costs.</summary>
/// <param name="Milliseconds">Of time.</param>
/// <param name="Processor">Milliseconds of all cores together.</param>
/// <param name="Kilobytes">Allocated.</param>
internal sealed record Cost(double Milliseconds, double Processor, double Kilobytes);
