using ImageGen.Core.Base;
using NetVips;

namespace ImageGen.Imaging;

/// <summary>libvips in this process: loaded once, without a cache, and able to read nothing but PNG, JPEG and WebP.</summary>
internal static class VipsLibrary
{
    private static readonly Lazy<bool> Loaded = new(Load);

    // Native code calls it as long as the process lives.
    private static readonly Log.LogDelegate Silent = (_, _, _) => { };

    /// <exception cref="UserException">There is no libvips for this platform.</exception>
    public static void Require()
    {
        try
        {
            _ = Loaded.Value;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or VipsException or BadImageFormatException)
        {
            throw new UserException(
                "The image library (libvips) could not be loaded. It comes with the program for Linux (x64, ARM64, and x64 with musl), "
                    + "macOS and Windows (x64); "
                + "on another platform install libvips 8.18 or later.",
                e);
        }
    }

    private static bool Load()
    {
        NativeHeap.GiveBackWhatIsFreed();
        NetVips.NetVips.Init();
        Cache.Max = 0;
        Cache.MaxMem = 0;

        // Images are processed side by side already; threads for each would only cost memory.
        NetVips.NetVips.Concurrency = 1;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in new[] { "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp" })
        {
            Operation.Block(loader, false);
        }

        // It writes to stderr whatever a damaged image gives rise to; we report that ourselves.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, Silent);
        return true;
    }
}
