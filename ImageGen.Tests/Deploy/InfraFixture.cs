using System.Collections.Concurrent;
using ImageGen.Tests.Local;

namespace ImageGen.Tests.Deploy;

/// <summary>The templates, compiled once, and what a deployment of them would make.</summary>
public sealed class InfraFixture : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ConcurrentDictionary<string, Lazy<Task<Deployment>>> _deployments = new();
    private readonly Lazy<Task<BicepResult>> _build;
    private int _files;

    public InfraFixture()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("infra")))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }

        Bicep = new BicepTool(_folder.Path);
        _build = new(() => Bicep.RunAsync("build", "main.bicep", "--stdout"));
    }

    internal BicepTool Bicep { get; }

    internal Task<BicepResult> BuildAsync() => _build.Value;

    internal async Task<JsonNode> TemplateAsync() => JsonNode.Parse((await BuildAsync()).Output)!;

    /// <summary>The templates as the compiler formats them, by file name.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> FormatAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "formatted")).FullName;
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*.bicep"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        var result = await Bicep.RunAsync("format", "--pattern", "formatted/*.bicep");
        Assert.True(result.ExitCode == 0, result.Errors);
        return Directory.EnumerateFiles(folder).ToDictionary(f => Path.GetFileName(f), File.ReadAllText);
    }

    /// <summary>Nothing but the defaults, and a person who deploys.</summary>
    internal Task<Deployment> DefaultsAsync() => DeployAsync(string.Empty);

    /// <summary>Every switch is on.</summary>
    internal Task<Deployment> EverythingAsync() => DeployAsync("""
        param vnetEnabled = true
        param durableBackend = 'azureManaged'
        param alertEmail = 'somebody@example.com'
        param azureBudget = 50
        param alwaysReadyHttp = 1
        param alwaysReadyDurable = 2
        param activityConcurrency = 64
        param instanceMemoryMB = 4096
        """);

    /// <summary>What would be made with these parameters.</summary>
    /// <param name="parameters">Lines of a <c>.bicepparam</c> file.</param>
    internal Task<Deployment> DeployAsync(string parameters) =>
        _deployments.GetOrAdd(parameters, _ => new(() => SnapshotAsync(parameters))).Value;

    public void Dispose() => _folder.Dispose();

    private async Task<Deployment> SnapshotAsync(string parameters)
    {
        var name = $"deployment-{Interlocked.Increment(ref _files)}";
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, name + ".bicepparam"),
            $"""
            using 'main.bicep'
            param environmentName = 'test'
            param location = 'westeurope'
            param principalId = '{Deployment.Deployer}'
            {parameters}
            """);
        var result = await Bicep.RunAsync(
            "snapshot", name + ".bicepparam", "--subscription-id", Guid.Empty.ToString(), "--tenant-id", Guid.Empty.ToString(),
            "--location", "westeurope", "--deployment-name", "test");
        Assert.True(result.ExitCode == 0, result.Errors);
        return new Deployment(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, name + ".snapshot.json")))!);
    }
}
