using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ImageGen.Bench.Report;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>Processor, memory, system, runtime and how long the disk takes to make 200 bytes durable.</summary>
    public static string Describe(DateTimeOffset now)
    {
        var configuration = IsOptimized ? "Release" : "Debug: the figures are worth nothing";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{now:yyyy-MM-dd}, {Environment.ProcessorCount} cores ({Processor()}), "
                + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.FrameworkDescription}, {configuration}. One flush to the disk of 200 appended bytes: {Flush():0.0} ms "
            + $"(median of 100).");
    }

    /// <summary>How many threads of all programs wanted a core in the last minute; more than there are cores blurs every time.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static bool IsOptimized =>
        !typeof(Machine).Assembly.GetCustomAttributes(
            typeof(DebuggableAttribute), false).Cast<DebuggableAttribute>().Any(d => d.IsJITOptimizerDisabled);

    private static string Processor()
    {
        var name = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(
                line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return name ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static double Flush()
    {
        using var folder = new Worlds.TempFolder();
        using var file = File.OpenHandle(folder.File("flush"), FileMode.CreateNew, FileAccess.Write);
        var bytes = new byte[200];
        var times = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            var start = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, bytes, i * bytes.Length);
            RandomAccess.FlushToDisk(file);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return Statistics.Median(times);
    }
}
