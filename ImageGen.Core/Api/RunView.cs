using System.Text.Json.Serialization;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Scheduling;

namespace ImageGen.Core.Api;

/// <summary>A run as the API shows it.</summary>
public sealed record RunView
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    /// <summary>The project's path as the request wrote it.</summary>
    public required string ProjectPath { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>Why it is paused or has failed, for people; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Who paused it; null when it is not paused.</summary>
    public PausedBy? PausedBy { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last event happened.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it ended; null while it goes on.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Pictures that are there: drawn by this run or found.</summary>
    public required int Completed { get; init; }

    /// <summary>Beats that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Pictures asked for.</summary>
    public required int Total { get; init; }

    /// <summary>US dollars spent by calls whose outcome is known.</summary>
    public required decimal CostUsd { get; init; }

    /// <summary>US dollars, by estimate, of attempts that lost their host or got no complete answer: they may have been billed.</summary>
    public required decimal UnconfirmedUsd { get; init; }

    /// <summary>How many calls <see cref="UnconfirmedUsd"/> is about.</summary>
    public required int UnconfirmedCalls { get; init; }

    /// <summary>The cost limit; null: none.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>About how long it will go on; null when nobody can tell (paused, ended, nothing measured yet).</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>The position in the log up to which this view has read: the id behind which its event stream goes on.</summary>
    public required long LastEventId { get; init; }

    /// <summary>
    /// What a person should know of it though nothing is wrong, in sentences: a deprecated model, missing style references. Null:
    /// nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Warnings { get; init; }

    /// <summary>Its styles.</summary>
    public required ImmutableArray<StyleView> Styles { get; init; }
}

/// <summary>One style of a run.</summary>
public sealed record StyleView
{
    /// <summary>The style's name.</summary>
    public required string Style { get; init; }

    /// <summary>Pictures that are there.</summary>
    public required int Completed { get; init; }

    /// <summary>Of <see cref="Completed"/>, those that were there before the run came to them.</summary>
    public required int Existing { get; init; }

    /// <summary>Beats that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Beats that a person skipped.</summary>
    public required int Skipped { get; init; }

    /// <summary>Calls under way.</summary>
    public required int Generating { get; init; }

    /// <summary>Beats that are still to come.</summary>
    public required int Pending { get; init; }

    /// <summary>Pictures asked for.</summary>
    public required int Total { get; init; }

    /// <summary>US dollars spent by attempts whose outcome is known.</summary>
    public required decimal CostUsd { get; init; }

    /// <summary>US dollars, by estimate, of attempts that may have been billed: no complete answer is known.</summary>
    public decimal UnconfirmedUsd { get; init; }

    /// <summary>How many attempts <see cref="UnconfirmedUsd"/> is about.</summary>
    public int UnconfirmedAttempts { get; init; }

    /// <summary>What it waits for, for people; null: it does not wait.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>Until when it waits; null: nobody can tell, or it does not wait.</summary>
    public DateTimeOffset? WaitingUntil { get; init; }

    /// <summary>True while the wait lasts until an attempt is served, also while one probes the service; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Outage { get; init; }

    /// <summary>
    /// What is wrong with single keys of it, for people; the reasons name the keys. It goes on with its others, only slower.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? KeyFaults { get; init; }

    /// <summary>
    /// The quota projects that serve fewer requests per window than is configured, as the service's refusals teach; null: none.
    /// <c>imagegen doctor --reset-limits</c> forgets that.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ProjectLimit>? LearnedLimits { get; init; }

    /// <summary>Its beats in storyboard order; null when the view was asked for without.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<BeatView>? Beats { get; init; }
}

/// <summary>One beat of a style of a run.</summary>
public sealed record BeatView
{
    /// <summary>The beat's number.</summary>
    [JsonPropertyName("beat_number")]
    public required string Beat { get; init; }

    /// <summary>The shot's number.</summary>
    [JsonPropertyName("shot_number")]
    public required int Shot { get; init; }

    /// <summary>What it is.</summary>
    public required BeatState State { get; init; }

    /// <summary>How many calls were made for it.</summary>
    public required int Attempts { get; init; }

    /// <summary>The picture's path within the project; null while there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ImagePath { get; init; }

    /// <summary>Where to get the picture, relative to the host; changes with the picture; null while there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ImageUri { get; init; }

    /// <summary>The last failure; null: none since the last success.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelFailure? Error { get; init; }

    /// <summary>US dollars spent on it by attempts whose outcome is known.</summary>
    public required decimal CostUsd { get; init; }

    /// <summary>US dollars, by estimate, of its attempts that may have been billed; left out when it is 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public decimal UnconfirmedUsd { get; init; }

    /// <summary>How many attempts <see cref="UnconfirmedUsd"/> is about; left out when it is 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int UnconfirmedAttempts { get; init; }

    /// <summary>What a person should know of it; null: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }
}
