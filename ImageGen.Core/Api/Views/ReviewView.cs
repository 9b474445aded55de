using System.Text.Json.Serialization;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Api.Views;

/// <summary>What a person thinks of a beat's image.</summary>
/// <param name="Approved">True when the image that is there is the one that was approved.</param>
/// <param name="Note">A note, in one or several lines; left out: none.</param>
/// <param name="Lapsed">True when another image has taken the place of the one that was approved; left out otherwise.</param>
public sealed record ReviewView(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] bool Approved,
    string? Note = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Lapsed = false)
{
    /// <summary>The review of a beat; null when there is neither approval nor note.</summary>
    internal static ReviewView? Of(BeatRecord beat) => Of(beat.Review, beat.ETag);

    /// <summary>The review of a beat whose image has this ETag (null: it has none).</summary>
    internal static ReviewView? Of(BeatReview? review, string? etag)
    {
        var isApproved = review is { Approved: true } && etag is not null && review.ETag == etag;
        var isLapsed = review is { Approved: true } && etag is not null && !isApproved;
        return isApproved || isLapsed || review?.Note is not null ? new ReviewView(isApproved, review!.Note, isLapsed) : null;
    }
}
