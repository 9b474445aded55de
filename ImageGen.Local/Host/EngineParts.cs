using ImageGen.Core.Api.Projects;
using ImageGen.Core.Api.Requests;
using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Export;

namespace ImageGen.Local.Host;

/// <summary>What the API needs of an engine.</summary>
/// <param name="Runs">Where runs are.</param>
/// <param name="Images">Where images are.</param>
/// <param name="Keys">The keys of each style.</param>
/// <param name="RunLogs">The run logs that the engine itself works with, so that its appends are noticed at once.</param>
/// <param name="Service">What may be asked of runs.</param>
/// <param name="Thumbnails">Small copies of images.</param>
internal sealed record EngineParts(
    IRunStore Runs, IImageStore Images, IApiKeySource Keys, RunLogs RunLogs, RunService Service, Thumbnails Thumbnails)
{
    /// <summary>Checks keys and storage. Default: one that finds that nothing can be checked.</summary>
    public Doctor Doctor { get; init; } = new(Keys, NoChecks.Instance, NoChecks.Instance, Runs, Images, ModelCatalogue.DefaultModel);

    /// <summary>Where projects are. Default: they are names only.</summary>
    public IProjectFolders Folders { get; init; } = new NamedProjects(name => name.Value);

    /// <summary>Small files beside a project's images. Default: there are none.</summary>
    public IProjectFiles Files { get; init; } = new NoProjectFiles();

    /// <summary>Runs that the engine could not begin to work on.</summary>
    public HeldRuns Held { get; init; } = new();

    /// <summary>Where rejected images are; null (default): they are not kept.</summary>
    public IRejectedImages? Rejected { get; init; }

    /// <summary>What exports need of the machine. Default: its own fonts and ffmpeg.</summary>
    public ExportTools Export { get; init; } = new();

    /// <summary>What the engine's key pools learned; null (default): it has none.</summary>
    public IRequestLimits? Limits { get; init; }
}
