using System.Diagnostics;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Simulator;
using ImageGen.Tests.Local.Storage;

namespace ImageGen.Tests.Crash;

/// <summary>
/// The disk gives out while images are on their way: it is said what is wrong, and once it is fixed the same command continues.
/// </summary>
public sealed class DiskTests
{
    private static readonly decimal Price = ModelCatalogue.BuiltIn.EstimateUsd(ModelCatalogue.DefaultModel, null, 0);

    private const int AtOnce = 12;
    private const int Beats = 36;

    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _clock = new();

    [SmallDiskFact]
    public async Task Generate_DiskFills_SaysSoAndContinuesOnceThereIsSpace()
    {
        using var disk = new SmallDisk(4096);
        await using var world = await OpenAsync(disk.Path);
        await using (var process = world.Generate())
        {
            await UnderWayAsync(world);
            disk.FillUpTo(0);
            await TroubleAsync(process);
            disk.Free();
            await PausedAsync(process, "The disk is full");
        }

        await ContinuesAsync(world);
    }

    [SmallDiskFact]
    public async Task Generate_DiskIsFullFromTheStart_SaysSoAndLeaves()
    {
        using var disk = new SmallDisk(4096);
        await using var world = await OpenAsync(disk.Path);
        disk.FillUpTo(0);

        var (exit, _, error) = await world.RunAsync("generate", "tale.json");

        Assert.Equal(2, exit);
        Assert.Contains("The disk is full: " + disk.Path, error, StringComparison.Ordinal);
        Assert.Empty(world.Watch.Calls);
        disk.Free();
        await using var pump = new ClockPump(_clock);
        Assert.Equal(0, (await world.RunAsync("generate", "tale.json")).Exit);
    }

    [SmallDiskFact]
    public async Task Generate_DiskIsMountedReadOnly_SaysSoAndLeaves()
    {
        using var disk = new SmallDisk(256);
        await using var world = await OpenAsync(disk.Path);
        await CommandAsync("mount", "-o", "remount,ro", disk.Path);

        var (exit, _, error) = await world.RunAsync("generate", "tale.json");

        Assert.Equal(2, exit);
        Assert.Contains("lies on a read-only file system. Choose another folder", error, StringComparison.Ordinal);
        Assert.Empty(world.Watch.Calls);
    }

    [FileModesFact]
    public async Task Generate_NoRightToWrite_SaysSoAndLeaves()
    {
        await using var world = await OpenAsync();
        Directory.CreateDirectory(world.Data);
        await CommandAsync("chmod", "a-w", world.Data);

        await using var process = world.Generate(isPlain: true);

        Assert.Equal(2, await process.ExitAsync());
        Assert.Contains("There is no right to write " + world.Data, process.Error, StringComparison.Ordinal);
        Assert.Empty(world.Watch.Calls);
        await CommandAsync("chmod", "u+w", world.Data);
    }

    [FileModesFact]
    public async Task Generate_FolderBecomesReadOnly_SaysSoAndContinuesOnceItIsFixed()
    {
        await using var world = await OpenWideAsync();
        await using (var process = world.Generate(isPlain: true))
        {
            await UnderWayAsync(world);
            await CommandAsync("chmod", "-R", "a-w", world.Data);
            await TroubleAsync(process);
            await CommandAsync("chmod", "-R", "u+w", world.Data);
            await PausedAsync(process, "There is no right to write");
        }

        await ContinuesAsync(world);
    }

    [LinuxFact]
    public async Task Generate_FolderVanishes_SaysSoPutsNothingInItsPlaceAndContinuesOnceItIsBack()
    {
        await using var world = await OpenWideAsync();
        await using (var process = world.Generate())
        {
            await UnderWayAsync(world);
            Directory.Move(world.Data, world.Data + "-elsewhere");
            await using var pump = new ClockPump(_clock);
            Assert.True(await process.ExitAsync() == 2, $"{process}");
            Assert.Contains(
                $"{world.Data}/.imagegen/runs/tale-1/log.jsonl cannot be read", process.Error.Split('\n')[^1], StringComparison.Ordinal);
            Assert.False(Directory.Exists(world.Data), $"{process}");
        }

        Directory.Move(world.Data + "-elsewhere", world.Data);
        await ContinuesAsync(world);
    }

    private Task<CrashWorld> OpenAsync(string? data = null) =>
        CrashWorld.OpenAsync(shots: 4, new SimulatorOptions { Latency = LatencyDistribution.Fixed(Latency) }, _clock, data);

    /// <summary>
    /// As on a machine with a processor for each image. On smaller ones images wait for those before them, each of which is tried again for
    /// three seconds: <see cref="Generate_DiskFills_SaysSoAndContinuesOnceThereIsSpace"/> has that.
    /// </summary>
    private async Task<CrashWorld> OpenWideAsync() => (await OpenAsync()).With("DOTNET_PROCESSOR_COUNT", $"{AtOnce}");

    /// <summary>Twelve images are generated, twelve more are on their way.</summary>
    private async Task UnderWayAsync(CrashWorld world)
    {
        await world.Watch.WhenArrivedAsync(AtOnce);
        await _clock.WhenTimersPendingAsync(AtOnce);
        _clock.Advance(Latency);
        await world.Watch.WhenArrivedAsync(2 * AtOnce);
    }

    /// <summary>
    /// The calls end, their images find no place, and the run has either said so in its log and left, or says that it cannot.
    /// </summary>
    private async Task TroubleAsync(CliProcess process)
    {
        await using var pump = new ClockPump(_clock);
        await process.SaysOrEndsAsync("cannot continue, and its log cannot be written (it is tried again)");
    }

    private static async Task PausedAsync(CliProcess process, string why)
    {
        Assert.True(await process.ExitAsync() == 1, $"{process}");
        var reason = Assert.Single(process.Output.Split('\n'), line => line.StartsWith("Paused: ", StringComparison.Ordinal));
        Assert.Contains(why, reason, StringComparison.Ordinal);
    }

    /// <summary>Nothing that was stored is regenerated; what was on its way when the disk gave out may be.</summary>
    private async Task ContinuesAsync(CrashWorld world)
    {
        await using var pump = new ClockPump(_clock);
        var (exit, output, error) = await world.RunAsync("generate", "tale.json");
        Assert.True(exit == 0, output + error);
        Assert.Equal(Beats, Disk.Images(world.Data).Count);
        var generated = world.Simulator.Calls.Count(CallWatch.GaveImage);
        Assert.InRange(generated, Beats, Beats + AtOnce);

        // What was paid for in vain is in the bill.
        var (cost, unconfirmed) = await world.ReadAsync(s => (s.CostUsd, s.UnconfirmedUsd));
        Assert.True(
            cost + unconfirmed >= generated * Price,
            $"{generated} images were generated, and the run tells of ${cost} and ${unconfirmed} unconfirmed.");
    }

    private static async Task CommandAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}

/// <summary>A test in which a process has to obey file modes; skipped, visibly, where that cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FileModesFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Available = new(IsAvailable);

    public FileModesFactAttribute()
    {
        if (!Available.Value)
        {
            Skip = "needs Linux, and setpriv when run as root";
        }
    }

    private static bool IsAvailable()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return OperatingSystem.IsLinux();
        }

        try
        {
            using var probe = Process.Start(CliProcess.PlainRights[0], [.. CliProcess.PlainRights[1..], "true"]);
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
