using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Api.Requests;

/// <summary>Reads what a person thinks of a beat's image: <c>{"approved": true, "note": "ears too long"}</c>.</summary>
public static class ReviewReader
{
    private const int MaxETagLength = 200;

    internal static readonly ImmutableArray<string> Names = ["approved", "note", "etag"];

    /// <summary>The review, with the ETag of the image that the person saw (null: not given), or every fault.</summary>
    public static (BeatReview Review, ImmutableArray<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json) => SmallBody.Read(
        utf8Json,
        Names,
        "Write an object such as {\"approved\": true}; {} takes the review back.",
        new BeatReview(false),
        fields => new BeatReview(fields.Flag("approved"), Note(fields) is { Length: > 0 } note ? note : null, ETag(fields)));

    private static string? Note(JsonFields fields) => fields.Text(
        "note",
        $"Write text of at most {BeatReview.MostNoteCharacters} characters, or leave it out.",
        text => text.ReplaceLineEndings("\n").Trim() is var note
            && note.Length <= BeatReview.MostNoteCharacters
            && note.All(c => c is '\n' || JsonText.IsPrintable(c))
                ? note
                : null);

    private static string? ETag(JsonFields fields) => fields.Text(
        "etag",
        "Write the ETag of the image that you looked at (the v of its imageUri), or leave it out.",
        text => text.Trim('"') is { Length: > 0 and <= MaxETagLength } etag ? etag : null);
}
