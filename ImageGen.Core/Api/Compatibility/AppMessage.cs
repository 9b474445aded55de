using System.Text.Json.Serialization;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Compatibility;

/// <summary>One message of the stream that the storyboard app's page reads. A closed set.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Start), "start")]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(Complete), "complete")]
[JsonDerivedType(typeof(Stopped), "error")]
public abstract record AppMessage
{
    private AppMessage()
    {
    }

    /// <summary>What is going on; the page shows it until the next message.</summary>
    /// <param name="Message">For people.</param>
    public sealed record Start(string Message) : AppMessage;

    /// <summary>A beat got further.</summary>
    /// <param name="Style">Its style.</param>
    /// <param name="Beat">The beat as the request spells it: the key of the page's row.</param>
    /// <param name="Completed">Images of the style that are there.</param>
    /// <param name="Total">Images of the style that were asked for.</param>
    /// <param name="Status">What happened.</param>
    /// <param name="ImagePath">The image's absolute path; null: there is none.</param>
    /// <param name="Error">Why there is none; null: no failure.</param>
    /// <param name="BeatId">The beat in its normal form.</param>
    public sealed record Progress(
        ImageStyle Style,
        [property: JsonPropertyName("beat_number")] string Beat,
        int Completed,
        int Total,
        Events.ProgressStatus Status,
        string? ImagePath = null,
        string? Error = null,
        string? BeatId = null) : AppMessage;

    /// <summary>The run is over.</summary>
    /// <param name="Result">How each style ended.</param>
    public sealed record Complete(AppResult Result) : AppMessage;

    /// <summary>The run does not continue, or ended with failures; the page shows it.</summary>
    /// <param name="Error">Why and what to do, for people.</param>
    public sealed record Stopped(string Error) : AppMessage;
}

/// <summary>How a run ended.</summary>
/// <param name="Success">True only when every image is there.</param>
/// <param name="Results">Each style.</param>
public sealed record AppResult(bool Success, ImmutableArray<AppStyleResult> Results);

/// <summary>How a style ended.</summary>
/// <param name="Style">The style.</param>
/// <param name="Success">Whether every image of it is there.</param>
/// <param name="Completed">Images that are there.</param>
/// <param name="Total">Images that were asked for.</param>
/// <param name="Failed">Beats that failed.</param>
public sealed record AppStyleResult(ImageStyle Style, bool Success, int Completed, int Total, int Failed);
