using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Models.Gemini;
using ImageGen.Export;

namespace ImageGen.Hosting.Configuration;

/// <summary>
/// The settings that every host has, from <c>ImageGen:*</c>. An instance out of <see cref="GenerationSettingsReader"/> is without
/// fault.
/// </summary>
internal record GenerationSettings
{
    /// <summary>The section of all settings.</summary>
    public const string Root = "ImageGen";

    /// <summary>
    /// <c>ImageGen:Gemini</c>: <c>BaseUrl</c>, <c>Model</c>, <c>AspectRatio</c>, <c>ImageSize</c>, <c>Timeout</c>,
    /// <c>MaxAnswerBytes</c>.
    /// </summary>
    public GeminiOptions Gemini { get; init; } = new();

    /// <summary>The built-in models with the changes of <c>ImageGen:Models</c>.</summary>
    public ModelCatalogue Models { get; init; } = ModelCatalogue.BuiltIn;

    /// <summary>
    /// <c>ImageGen:Limits</c>: <c>Requests</c>, <c>Window</c>, <c>Margin</c>, <c>Spend</c>, <c>SpendWindow</c>, <c>RequestsPerDay</c>,
    /// <c>MaxInFlight</c>, all per Google Cloud project, and <c>MaxInFlightPerStyle</c>, for all projects of a style together.
    /// </summary>
    public KeyPoolOptions Limits { get; init; } = new();

    /// <summary>
    /// <c>ImageGen:Limits:MaxBytesInFlight</c>: the memory that answers of the service may take together while they are read and stored;
    /// the others wait on disk. Null: a quarter of the machine's.
    /// </summary>
    public long? MaxBytesInFlight { get; init; }

    /// <summary>
    /// <c>ImageGen:Runs:KeepFor</c>: a run is deleted, with its prompts and without its images, when it ended so long ago; a day to ten
    /// years. Null (default): runs are kept until a person deletes them.
    /// </summary>
    public TimeSpan? KeepRunsFor { get; init; }

    /// <summary><c>ImageGen:Images:Format</c>: in which type images are stored, <c>png</c> (default) or <c>original</c>.</summary>
    public StoredImageFormat ImageFormat { get; init; }

    /// <summary><c>ImageGen:Styles:{style}:Keys</c>; a style without keys is not in it.</summary>
    public ImmutableDictionary<ImageStyle, ImmutableArray<ApiKey>> Keys { get; init; } =
        ImmutableDictionary<ImageStyle, ImmutableArray<ApiKey>>.Empty;

    /// <summary>
    /// <c>ImageGen:StyleReference</c> and <c>ImageGen:Styles:{style}:StyleReference</c>: the style reference of projects that have none of
    /// their own, by style. A file in the embedded host, a blob of the images container in the cloud.
    /// </summary>
    public ImmutableDictionary<ImageStyle, string> StyleReferences { get; init; } = ImmutableDictionary<ImageStyle, string>.Empty;

    /// <summary>
    /// <c>ImageGen:Compatibility:StoryboardApp</c>: whether the calls of the storyboard app's own page are served, too. Default false.
    /// </summary>
    public bool StoryboardApp { get; init; }

    /// <summary><c>ImageGen:Export</c>: <c>Fonts</c>, <c>Ffmpeg</c>.</summary>
    public ExportTools Export { get; init; } = new();

    /// <summary>False when no style has a key.</summary>
    public bool HasKeys => !Keys.IsEmpty;
}
