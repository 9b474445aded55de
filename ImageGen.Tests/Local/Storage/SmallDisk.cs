using System.Diagnostics;

namespace ImageGen.Tests.Local.Storage;

/// <summary>A real disk of a few hundred KB, to be filled. Needs Linux and the right to mount.</summary>
public sealed class SmallDisk : IDisposable
{
    private const int NoSpace = 28;

    private readonly TempFolder _folder = new();

    public SmallDisk(int kilobytes) => Assert.True(Mount(_folder.Path, kilobytes));

    public string Path => _folder.Path;

    /// <summary>Takes all space but the given number of bytes (rounded to pages), also while others write.</summary>
    public void FillUpTo(int free)
    {
        using var ballast = new FileStream(System.IO.Path.Combine(Path, "ballast"), FileMode.Append, FileAccess.Write, FileShare.Read, 0);
        while (new DriveInfo(Path).AvailableFreeSpace - free is > 0 and var more)
        {
            try
            {
                ballast.Write(new byte[more]);
            }
            catch (IOException e) when (e.HResult == NoSpace)
            {
                // Another process has taken some of it meanwhile.
            }
        }
    }

    public void Free() => File.Delete(System.IO.Path.Combine(Path, "ballast"));

    public void Dispose()
    {
        Run("umount", _folder.Path);
        _folder.Dispose();
    }

    public static bool CanMount()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        using var folder = new TempFolder();
        return Mount(folder.Path, 64) && Run("umount", folder.Path);
    }

    private static bool Mount(string path, int kilobytes) => Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", path);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test on a <see cref="SmallDisk"/>; skipped, visibly, where none can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Available = new(SmallDisk.CanMount);

    public SmallDiskFactAttribute()
    {
        if (!Available.Value)
        {
            Skip = "needs Linux and the right to mount a file system";
        }
    }
}

/// <summary>A test with what only Linux has; skipped, visibly, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "needs Linux";
        }
    }
}
