using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using ImageGen.Functions.Adapters.Blob;
using ImageGen.Functions.Tests.Support.Engine;

namespace ImageGen.Functions.Tests.Support;

/// <summary>
/// A real Azurite (blobs, queues, tables) on ports of its own, in memory. Tests that share it have containers and task hubs of their
/// own.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync.")]
public partial class AzuriteFixture : IAsyncLifetime
{
    internal const string Account = "devstoreaccount1";

    // Azurite's own account key, the same on every machine and printed in its documentation.
    internal const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan InstallDeadline = TimeSpan.FromMinutes(5);

    private Process? _process;
    private int _containers;
    private int _hubs;

    /// <summary>The blob service.</summary>
    public string Url { get; private set; } = string.Empty;

    /// <summary>All three services.</summary>
    public string ConnectionString { get; private set; } = string.Empty;

    /// <summary>For Node, before Azurite's own.</summary>
    private protected virtual string[] NodeArguments => [];

    public async Task InitializeAsync()
    {
        var script = Path.Combine(await PackagesAsync(), "azurite", "dist", "src", "azurite.js");
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            .. NodeArguments, script,
            "--blobHost", "127.0.0.1", "--blobPort", "0", "--queueHost", "127.0.0.1", "--queuePort", "0", "--tableHost", "127.0.0.1",
            "--tablePort", "0",
            "--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) =>
        {
            if (Listening().Match(line.Data ?? string.Empty) is { Success: true } match)
            {
                urls[match.Groups[1].Value] = match.Groups[2].Value;
                if (urls.Count == 3)
                {
                    listening.TrySetResult();
                }
            }
        };
        _process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("Azurite has ended before it listened."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await listening.Task.WaitAsync(Deadline);
        Url = urls["Blob"];
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={Url}/{Account};"
            + $"QueueEndpoint={urls["Queue"]}/{Account};TableEndpoint={urls["Table"]}/{Account}";
    }

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }

    /// <summary>Settings with containers that no one has used.</summary>
    internal BlobSettings Fresh(string? key = null)
    {
        var number = Interlocked.Increment(ref _containers);
        return new BlobSettings
        {
            ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key ?? Key};BlobEndpoint={Url}/{Account}",
            ImagesContainer = $"images-{number}",
            RunsContainer = $"runs-{number}",
            Prefix = "team-a/",
        };
    }

    /// <summary>A task hub that has not been used.</summary>
    internal HubSettings Hub() => new(ConnectionString, FormattableString.Invariant($"Hub{Interlocked.Increment(ref _hubs)}"));

    internal static BlobContainerClient Images(BlobSettings settings) => new(settings.ConnectionString, settings.ImagesContainer);

    /// <summary>Where npm has put packages: at the repository's root, or, on a bare machine, beside these tests.</summary>
    private static async Task<string> PackagesAsync()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var packages = Path.Combine(folder.FullName, "node_modules");
            if (Directory.Exists(Path.Combine(packages, "azurite")))
            {
                return packages;
            }
        }

        return await InstalledAsync(Path.Combine(AppContext.BaseDirectory, "npm"));
    }

    /// <summary>
    /// Installs once for each package-lock.json: that takes half a minute. 'npm ci' begins by deleting the packages, so one process at a
    /// time, and what was interrupted has no stamp.
    /// </summary>
    private static async Task<string> InstalledAsync(string folder)
    {
        var packages = Path.Combine(folder, "node_modules");
        var stamp = Path.Combine(packages, ".installed");
        var wanted = await File.ReadAllTextAsync(Path.Combine(folder, "package-lock.json"));
        await using var alone = await AloneAsync(Path.Combine(folder, "install.lock"));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == wanted)
        {
            return packages;
        }

        using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = folder })!;
        await npm.WaitForExitAsync();
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"'npm ci' in {folder} ended with {npm.ExitCode}. The tests of the storage need Node 20 and npm.");
        }

        await File.WriteAllTextAsync(stamp, wanted);
        return packages;
    }

    private static async Task<FileStream> AloneAsync(string path)
    {
        using var deadline = new CancellationTokenSource(InstallDeadline);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(100, deadline.Token);
            }
        }
    }

    [GeneratedRegex(@"(Blob|Queue|Table) service is successfully listening at (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}

/// <summary>An Azurite that uses its index of names, so that what a request costs does not grow with what is stored.</summary>
public sealed class IndexedAzuriteFixture : AzuriteFixture
{
    private protected override string[] NodeArguments => ["--require", Path.Combine(AppContext.BaseDirectory, "azurite-index.js")];
}

[CollectionDefinition(Name)]
public sealed class AzuriteTests : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "Azurite";
}

/// <summary>Whole runs and deployments, which wait more than they work: beside all others, with an Azurite of their own.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteRunTests : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "Azurite, runs";
}

/// <summary>Measurements.</summary>
[CollectionDefinition(Name)]
public sealed class IndexedAzuriteTests : ICollectionFixture<IndexedAzuriteFixture>
{
    public const string Name = "Azurite, indexed";
}
