using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Generation.Models;
using ImageGen.Core.Ports;
using ImageGen.Core.Scheduling;
using ImageGen.Core.Storyboards;
using ImageGen.Local.Http;

namespace ImageGen.Local.Adapters.Configuration;

/// <summary>
/// The settings of this host, from <c>ImageGen:*</c> (appsettings.json, user secrets, environment <c>ImageGen__*</c>, command line, each
/// overriding the former). Read and checked by <see cref="ImageGenOptionsReader"/>; an instance is without fault.
/// </summary>
internal sealed record ImageGenOptions
{
    /// <summary><c>ImageGen:Data</c>: the folder of projects and runs. Default <c>output</c> in the current folder.</summary>
    public string Data { get; init; } = "output";

    /// <summary><c>ImageGen:OnStart</c>: what becomes of unfinished runs when the host starts: <c>resume</c> (default) or <c>pause</c>.</summary>
    public OnStart OnStart { get; init; }

    /// <summary><c>ImageGen:Gemini</c>: <c>BaseUrl</c>, <c>Model</c>, <c>AspectRatio</c>, <c>ImageSize</c>, <c>Timeout</c>, <c>MaxAnswerBytes</c>.</summary>
    public GeminiOptions Gemini { get; init; } = new();

    /// <summary>The built-in models with the changes of <c>ImageGen:Models:{id}</c>.</summary>
    public ModelCatalogue Models { get; init; } = ModelCatalogue.BuiltIn;

    /// <summary>
    /// <c>ImageGen:Limits</c>: <c>Requests</c>, <c>Window</c>, <c>Margin</c>, <c>Spend</c>, <c>SpendWindow</c>, <c>RequestsPerDay</c>,
    /// <c>MaxInFlight</c>, all per Google Cloud project.
    /// </summary>
    public KeyPoolOptions Limits { get; init; } = new();

    /// <summary><c>ImageGen:Styles:{style}:Keys</c>; a style without keys is not in it.</summary>
    public ImmutableDictionary<ImageStyle, ImmutableArray<ApiKey>> Keys { get; init; } = ImmutableDictionary<ImageStyle, ImmutableArray<ApiKey>>.Empty;

    /// <summary><c>ImageGen:Http</c>: <c>Urls</c>, <c>ApiKey</c>, <c>CorsOrigins</c>, <c>MaxActiveRuns</c>.</summary>
    public HttpOptions Http { get; init; } = new();

    /// <summary>False when no style has a key: then the built-in simulator answers.</summary>
    public bool HasKeys => !Keys.IsEmpty;
}

/// <summary>What becomes of unfinished runs when the host starts.</summary>
internal enum OnStart
{
    /// <summary>They go on.</summary>
    Resume,

    /// <summary>They wait until a person resumes them.</summary>
    Pause,
}
