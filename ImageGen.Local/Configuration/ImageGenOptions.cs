using ImageGen.Hosting.Configuration;

namespace ImageGen.Local.Configuration;

/// <summary>
/// The settings of this host, from <c>ImageGen:*</c> (appsettings.json, user secrets, environment <c>ImageGen__*</c>, command line, each
/// overriding the former). Read and checked by <see cref="ImageGenOptionsReader"/>; an instance is without fault.
/// </summary>
internal sealed record ImageGenOptions : GenerationSettings
{
    /// <summary><c>ImageGen:Data</c>: the folder of projects and runs. Default <c>output</c> in the current folder.</summary>
    public string Data { get; init; } = "output";

    /// <summary>
    /// <c>ImageGen:OnStart</c>: what becomes of unfinished runs when the host starts: <c>resume</c> (default) or <c>pause</c>.
    /// </summary>
    public OnStart OnStart { get; init; }

    /// <summary>
    /// <c>ImageGen:CrashLimit</c>: a run that was started so often in a row, each time without an image and without a clean end,
    /// is paused instead of being started once more. Default 3; 1 to 1,000.
    /// </summary>
    public int CrashLimit { get; init; } = 3;

    /// <summary>
    /// <c>ImageGen:Projects:Roots</c>: absolute folders under which an absolute <c>projectPath</c> is used as it is. Default: none, and
    /// every project is in the data folder.
    /// </summary>
    public ImmutableArray<string> ProjectRoots { get; init; } = [];

    /// <summary><c>ImageGen:Http</c>: <c>Urls</c>, <c>ApiKey</c>, <c>CorsOrigins</c>, <c>MaxActiveRuns</c>.</summary>
    public HttpOptions Http { get; init; } = new();
}

/// <summary>What becomes of unfinished runs when the host starts.</summary>
internal enum OnStart
{
    /// <summary>They continue.</summary>
    Resume,

    /// <summary>They wait until a person resumes them.</summary>
    Pause,
}
