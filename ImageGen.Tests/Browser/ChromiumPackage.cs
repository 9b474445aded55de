using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace ImageGen.Tests.Browser;

/// <summary>
/// A Chromium and axe-core out of npm packages, installed once per lock file beside the tests. Nothing else is needed on the machine but
/// npm: the package brings the libraries and the font that a bare system lacks.
/// </summary>
public sealed record ChromiumPackage(string Folder)
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Browser", "npm");

    public string Executable => Path.Combine(Folder, "chromium");

    public string AxeScript => Path.Combine(Folder, "node_modules", "axe-core", "axe.min.js");

    /// <summary>What the browser's process needs to find its libraries and its font.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment =>
    [
        new("LD_LIBRARY_PATH", Path.Combine(Folder, "al2023", "lib")),
        new("FONTCONFIG_FILE", Path.Combine(Folder, "fonts.conf")),
    ];

    public static async Task<ChromiumPackage> InstallAsync()
    {
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Source, "package-lock.json"));
        var parent = Path.Combine(AppContext.BaseDirectory, "browser-packages");
        var folder = Path.Combine(parent, Convert.ToHexStringLower(SHA256.HashData(lockFile))[..12]);
        if (Directory.Exists(folder))
        {
            return new ChromiumPackage(folder);
        }

        var unfinished = Path.Combine(parent, $"unfinished-{Guid.NewGuid():N}");
        Directory.CreateDirectory(unfinished);
        try
        {
            await NpmAsync(unfinished);
            await UnpackAsync(unfinished, folder);
            Directory.Move(unfinished, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another test process was faster.
            Directory.Delete(unfinished, recursive: true);
        }

        return new ChromiumPackage(folder);
    }

    private static async Task NpmAsync(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var isWindows = OperatingSystem.IsWindows();
        var start = new ProcessStartInfo(isWindows ? "npm.cmd" : "npm", ["ci", "--ignore-scripts"])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using var npm = Process.Start(start)!;
            var output = npm.StandardOutput.ReadToEndAsync();
            var error = npm.StandardError.ReadToEndAsync();
            await npm.WaitForExitAsync();
            Assert.True(npm.ExitCode == 0, $"npm ci failed:\n{await output}\n{await error}");
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("The browser tests need npm (Node 20 or later) on the path.", e);
        }
    }

    private static async Task UnpackAsync(string folder, string destination)
    {
        var packed = Path.Combine(folder, "node_modules", "@sparticuz", "chromium", "bin");
        await Task.WhenAll(
            ExecutableAsync(Path.Combine(packed, "chromium.br"), Path.Combine(folder, "chromium")),
            TarAsync(Path.Combine(packed, "al2023.tar.br"), Path.Combine(folder, "al2023")),
            TarAsync(Path.Combine(packed, "fonts.tar.br"), Path.Combine(folder, "fonts")));

        // The package's own configuration names folders of another system; without a font the browser ends at its first letter.
        await File.WriteAllTextAsync(
            Path.Combine(folder, "fonts.conf"),
            $"""
            <?xml version="1.0"?>
            <!DOCTYPE fontconfig SYSTEM "fonts.dtd">
            <fontconfig><dir>{destination}/fonts</dir><cachedir>{destination}/font-cache</cachedir></fontconfig>
            """);
    }

    private static async Task ExecutableAsync(string packed, string file)
    {
        await using var source = new BrotliStream(File.OpenRead(packed), CompressionMode.Decompress);
        await using (var target = File.Create(file))
        {
            await source.CopyToAsync(target);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static async Task TarAsync(string packed, string folder)
    {
        Directory.CreateDirectory(folder);
        await using var source = new BrotliStream(File.OpenRead(packed), CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(source, folder, overwriteFiles: false);
    }
}
