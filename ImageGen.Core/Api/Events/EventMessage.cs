using System.Text.Json.Serialization;
using ImageGen.Core.Api.Views;
using ImageGen.Core.Models;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Events;

/// <summary>
/// One message of a run's event stream. A closed set; <c>start</c>, <c>progress</c>, <c>complete</c> and <c>error</c> are the
/// predecessor's.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Start), "start")]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(Attempt), "attempt")]
[JsonDerivedType(typeof(Candidate), "candidate")]
[JsonDerivedType(typeof(Chosen), "chosen")]
[JsonDerivedType(typeof(Restored), "restored")]
[JsonDerivedType(typeof(Reviewed), "reviewed")]
[JsonDerivedType(typeof(Waiting), "waiting")]
[JsonDerivedType(typeof(Limits), "limits")]
[JsonDerivedType(typeof(KeyFault), "keyFault")]
[JsonDerivedType(typeof(Changed), "status")]
[JsonDerivedType(typeof(Complete), "complete")]
[JsonDerivedType(typeof(Stopped), "error")]
public abstract record EventMessage
{
    private EventMessage()
    {
    }

    /// <summary>A message about one beat.</summary>
    /// <param name="Style">Its style.</param>
    /// <param name="Beat">The beat.</param>
    public abstract record OfBeat(
        [property: JsonPropertyOrder(-2)] ImageStyle Style,
        [property: JsonPropertyOrder(-1), JsonPropertyName("beat_number")] BeatId Beat) : EventMessage
    {
        /// <summary>The beat's number as the request spells it; null: as in <see cref="Beat"/>.</summary>
        [JsonPropertyName("beat_label")]
        public string? BeatLabel { get; init; }
    }

    /// <summary>The first message of a stream that begins at the beginning.</summary>
    /// <param name="Message">For people.</param>
    /// <param name="Id">The run.</param>
    public sealed record Start(string Message, string Id) : EventMessage;

    /// <summary>A beat got further.</summary>
    /// <param name="Style">Its style.</param>
    /// <param name="Beat">The beat.</param>
    /// <param name="Shot">Its shot.</param>
    /// <param name="Completed">Images of the style that are there, this one included.</param>
    /// <param name="Total">Images that the request has in the style.</param>
    /// <param name="Status">What happened.</param>
    /// <param name="ImagePath">The image's path within the project.</param>
    /// <param name="ImageUri">Where to get it, relative to the host.</param>
    /// <param name="Error">Why there is no image, for people.</param>
    /// <param name="CostUsd">What the call cost, in US dollars.</param>
    /// <param name="Note">What a person should know.</param>
    /// <param name="UnconfirmedUsd">What the attempt may have cost beyond that, in US dollars; null: nothing.</param>
    public sealed record Progress(
        ImageStyle Style,
        BeatId Beat,
        [property: JsonPropertyName("shot_number")] ShotId Shot,
        int Completed,
        int Total,
        ProgressStatus Status,
        string? ImagePath = null,
        string? ImageUri = null,
        string? Error = null,
        decimal? CostUsd = null,
        string? Note = null,
        decimal? UnconfirmedUsd = null) : OfBeat(Style, Beat)
    {
        /// <summary>With an image: what a person thinks of it; null: there is neither approval nor note.</summary>
        public ReviewView? Review { get; init; }

        /// <summary>The shot as the request spells it; null: as in <see cref="Shot"/>.</summary>
        [JsonPropertyName("shot_label")]
        public string? ShotLabel { get; init; }
    }

    /// <summary>A call returned no image, and the beat will be tried again.</summary>
    /// <param name="Style">Its style.</param>
    /// <param name="Beat">The beat.</param>
    /// <param name="Error">Why, for people.</param>
    /// <param name="CostUsd">What the call cost all the same.</param>
    /// <param name="Kind">The class of the failure; null: its worker was lost.</param>
    /// <param name="UnconfirmedUsd">What the attempt may have cost beyond that, in US dollars; null: nothing.</param>
    public sealed record Attempt(
        ImageStyle Style,
        BeatId Beat,
        string Error,
        decimal? CostUsd = null,
        FailureKind? Kind = null,
        decimal? UnconfirmedUsd = null) : OfBeat(Style, Beat);

    /// <summary>A further candidate of a beat got further; the beat itself has its image.</summary>
    /// <param name="Style">Its style.</param>
    /// <param name="Beat">The beat.</param>
    /// <param name="Status">What happened; <c>error</c>: no further ones are generated.</param>
    /// <param name="Number">Which candidate, counted from 1; null: all that are missing.</param>
    /// <param name="ImageUri">Where to get it, relative to the host.</param>
    /// <param name="Etag">Of its bytes, without quotes.</param>
    /// <param name="Error">Why there is no image, for people; with the status <c>generating</c> it is tried again.</param>
    /// <param name="CostUsd">What the call cost, in US dollars.</param>
    /// <param name="Note">What a person should know.</param>
    /// <param name="UnconfirmedUsd">What the attempt may have cost beyond that, in US dollars; null: nothing.</param>
    public sealed record Candidate(
        ImageStyle Style,
        BeatId Beat,
        ProgressStatus Status,
        int? Number = null,
        string? ImageUri = null,
        string? Etag = null,
        string? Error = null,
        decimal? CostUsd = null,
        string? Note = null,
        decimal? UnconfirmedUsd = null) : OfBeat(Style, Beat);

    /// <summary>The candidate that a person chose is in its place in the layout.</summary>
    /// <param name="Style">Its style.</param>
    /// <param name="Beat">The beat.</param>
    /// <param name="Number">Which candidate, counted from 1.</param>
    /// <param name="ImagePath">The image's path within the project.</param>
    /// <param name="ImageUri">Where to get it, relative to the host.</param>
    /// <param name="Etag">Of its bytes, without quotes.</param>
    public sealed record Chosen(
        ImageStyle Style,
        BeatId Beat,
        int Number,
        string ImagePath,
        string ImageUri,
        string Etag) : OfBeat(Style, Beat)
    {
        /// <summary>What a person thinks of it; null: there is neither approval nor note.</summary>
        public ReviewView? Review { get; init; }
    }

    /// <summary>The older image that a person wanted back is in its place; a beat that had failed or was skipped exists now.</summary>
    /// <param name="Style">Its style.</param>
    /// <param name="Beat">The beat.</param>
    /// <param name="Completed">Images of the style that are there, this one included.</param>
    /// <param name="Total">Images that the request has in the style.</param>
    /// <param name="ImagePath">The image's path within the project.</param>
    /// <param name="ImageUri">Where to get it, relative to the host.</param>
    /// <param name="Etag">Of its bytes, without quotes.</param>
    public sealed record Restored(
        ImageStyle Style,
        BeatId Beat,
        int Completed,
        int Total,
        string ImagePath,
        string ImageUri,
        string Etag) : OfBeat(Style, Beat)
    {
        /// <summary>What a person thinks of it; null: there is neither approval nor note.</summary>
        public ReviewView? Review { get; init; }
    }

    /// <summary>A person approved a beat's image, wrote a note, or took either back.</summary>
    /// <param name="Style">Its style.</param>
    /// <param name="Beat">The beat.</param>
    /// <param name="Review">What they think of it; null: there is neither approval nor note any more.</param>
    public sealed record Reviewed(ImageStyle Style, BeatId Beat, ReviewView? Review = null) : OfBeat(Style, Beat);

    /// <summary>A style waits; or, without reason, it continues.</summary>
    /// <param name="Style">The style.</param>
    /// <param name="Reason">What for.</param>
    /// <param name="Until">Until when, where that is known.</param>
    /// <param name="Outage">
    /// True: until an attempt is served, so a probe that begins does not end it; null: until the next attempt begins.
    /// </param>
    public sealed record Waiting(ImageStyle Style, string? Reason = null, DateTimeOffset? Until = null, bool? Outage = null) : EventMessage;

    /// <summary>What was learned of the request limits of a style's quota projects changed.</summary>
    /// <param name="Style">The style.</param>
    /// <param name="Learned">The projects whose learned limit is below the configured one; empty: none is any more.</param>
    public sealed record Limits(ImageStyle Style, ImmutableArray<ProjectLimit> Learned) : EventMessage;

    /// <summary>A check found that a key of a style cannot be used; the style continues with its others.</summary>
    /// <param name="Style">The style.</param>
    /// <param name="Error">What is wrong and what to do, for people.</param>
    public sealed record KeyFault(ImageStyle Style, string Error) : EventMessage;

    /// <summary>Something happened to the run as a whole; beats may have changed state, so that its view is worth reading again.</summary>
    /// <param name="Status">Where it stands now.</param>
    /// <param name="Change">What happened.</param>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Changed(RunStatus Status, RunChange Change, string? Reason = null) : EventMessage;

    /// <summary>The run is over: the last message.</summary>
    /// <param name="Result">The run without its beats.</param>
    public sealed record Complete(RunView Result) : EventMessage;

    /// <summary>The run could not continue.</summary>
    /// <param name="Error">Why, for people.</param>
    public sealed record Stopped(string Error) : EventMessage;
}
