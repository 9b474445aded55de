using System.Runtime.InteropServices;

namespace ImageGen.Imaging;

/// <summary>
/// Makes glibc give back what the library frees: by default each thread that decodes gets a heap of its own, and blocks of megabytes stay
/// in them. Measured in docs/benchmarks.md.
/// </summary>
internal static class NativeHeap
{
    private const int ArenaMax = -8;
    private const int MmapThreshold = -3;
    private const int Megabyte = 1024 * 1024;

    /// <summary>Does nothing where there is no glibc (musl, macOS, Windows).</summary>
    public static void GiveBackWhatIsFreed()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = mallopt(ArenaMax, 2);
            _ = mallopt(MmapThreshold, Megabyte);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library.
        }
    }

    // The name is the library's; a generated marshaller for two integers is not worth unsafe code here.
#pragma warning disable SYSLIB1054, IDE1006
    [DllImport("libc")]
    private static extern int mallopt(int parameter, int value);
#pragma warning restore SYSLIB1054, IDE1006
}
