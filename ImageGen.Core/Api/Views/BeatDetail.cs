using System.Text.Json.Serialization;
using ImageGen.Core.Generation;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>One beat of a run in full.</summary>
public sealed record BeatDetail
{
    /// <summary>The style.</summary>
    public required string Style { get; init; }

    /// <summary>The beat's number.</summary>
    [JsonPropertyName("beat_number")]
    public required string Beat { get; init; }

    /// <summary>The shot's number.</summary>
    [JsonPropertyName("shot_number")]
    public required ShotId Shot { get; init; }

    /// <summary>The beat's number as the request spells it; null: as in <see cref="Beat"/>.</summary>
    [JsonPropertyName("beat_label"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? BeatLabel { get; init; }

    /// <summary>The shot as the request spells it; null: as in <see cref="Shot"/>.</summary>
    [JsonPropertyName("shot_label"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ShotLabel { get; init; }

    /// <summary>The transition as the request wrote it.</summary>
    [JsonPropertyName("transition_type")]
    public required string Transition { get; init; }

    /// <summary>The words of the script; null when the request has none.</summary>
    [JsonPropertyName("script_phrase")]
    public string? ScriptPhrase { get; init; }

    /// <summary>What to generate.</summary>
    [JsonPropertyName("ai_prompt")]
    public required string Prompt { get; init; }

    /// <summary>What it is.</summary>
    public required BeatState State { get; init; }

    /// <summary>The last failure; null: none since the last success.</summary>
    public ModelFailure? Error { get; init; }

    /// <summary>US dollars spent on it by attempts whose outcome is known.</summary>
    public required decimal CostUsd { get; init; }

    /// <summary>US dollars, by estimate, of its attempts that may have been billed.</summary>
    public decimal UnconfirmedUsd { get; init; }

    /// <summary>How many attempts <see cref="UnconfirmedUsd"/> is about.</summary>
    public int UnconfirmedAttempts { get; init; }

    /// <summary>What a person should know of it; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The image's path within the project; null while there is none.</summary>
    public string? ImagePath { get; init; }

    /// <summary>Where to get the image, relative to the host; changes with the image; null while there is none.</summary>
    public string? ImageUri { get; init; }

    /// <summary>How the image came about; null when there is none, or somebody else put it there.</summary>
    public ImageProvenance? Provenance { get; init; }

    /// <summary>The ids of the references that it shows; null: the storyboard declares none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? References { get; init; }

    /// <summary>
    /// The ids of references that changed since the image was generated: another image, kind or description, one more or one less. Null:
    /// none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? ChangedReferences { get; init; }

    /// <summary>Every call made for it, the first one first.</summary>
    public required ImmutableArray<AttemptView> Attempts { get; init; }

    /// <summary>Older images, the newest first.</summary>
    public required ImmutableArray<VersionView> Versions { get; init; }
}

/// <summary>A call made for a beat.</summary>
/// <param name="Id">The attempt.</param>
/// <param name="KeyId">With which key: its id, never its value.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When its outcome was known; null: it never was, so it may have been billed, or it is under way.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Error">Why there is no image; null when there is one, or no one knows.</param>
/// <param name="CostUsd">US dollars; an estimate while it is open or unconfirmed.</param>
public sealed record AttemptView(
    string Id, string KeyId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, AttemptOutcome Outcome, ModelFailure? Error, decimal CostUsd);

/// <summary>What came of a call.</summary>
public enum AttemptOutcome
{
    /// <summary>It is under way.</summary>
    Open,

    /// <summary>Its host went down before the outcome was known, or no complete answer came: it may have been billed.</summary>
    Unconfirmed,

    /// <summary>An image.</summary>
    Completed,

    /// <summary>No image.</summary>
    Failed,
}

/// <summary>An older image of a beat.</summary>
/// <param name="Version">Its id.</param>
/// <param name="Uri">Where to get it, relative to the host.</param>
/// <param name="Etag">Of its bytes.</param>
/// <param name="MediaType">Its type.</param>
/// <param name="Length">Bytes.</param>
/// <param name="StoredAt">When it was stored.</param>
/// <param name="Provenance">How it came about; null when somebody else put it there.</param>
public sealed record VersionView(
    string Version, string Uri, string Etag, string MediaType, long Length, DateTimeOffset StoredAt, ImageProvenance? Provenance);
