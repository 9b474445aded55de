using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Storyboards.Reading;

namespace ImageGen.Core.Api.Requests;

/// <summary>Reads what a person thinks of a beat's image: <c>{"approved": true, "note": "ears too long"}</c>.</summary>
public static class ReviewReader
{
    private const int MaxFaults = 10;
    private const int MaxDepth = 8;
    private const int MaxValues = 100;
    private const int MaxETagLength = 200;

    internal static readonly ImmutableArray<string> Names = ["approved", "note", "etag"];

    /// <summary>The review, with the ETag of the image that the person saw (null: not given), or every fault.</summary>
    public static (BeatReview Review, ImmutableArray<Fault> Faults) Read(ReadOnlyMemory<byte> utf8Json)
    {
        var faults = new FaultList(MaxFaults);
        using var document = JsonSyntax.Parse(
            utf8Json, MaxDepth, MaxValues, faults, "Write an object such as {\"approved\": true}; {} takes the review back.");
        var review = new BeatReview(false);
        if (document is not null && JsonFields.Of(document.RootElement, JsonPlace.Root, Names, strict: true, faults) is { } fields)
        {
            if (fields["approved"] is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } value)
            {
                fields.WrongType("approved", value, "Write true or false, without quotation marks.");
            }

            review = new BeatReview(fields["approved"] is { ValueKind: JsonValueKind.True }, Note(fields), ETag(fields));
        }

        return (review, faults.ToImmutable());
    }

    private static string? Note(JsonFields fields)
    {
        if (fields["note"] is not { } value)
        {
            return null;
        }

        if (JsonText.TryGet(value, out var text)
            && text.ReplaceLineEndings("\n").Trim() is var note
            && note.Length <= BeatReview.MostNoteCharacters
            && note.All(c => c is '\n' || JsonText.IsPrintable(c)))
        {
            return note.Length == 0 ? null : note;
        }

        fields.WrongType("note", value, $"Write text of at most {BeatReview.MostNoteCharacters} characters, or leave it out.");
        return null;
    }

    private static string? ETag(JsonFields fields)
    {
        if (fields["etag"] is not { } value)
        {
            return null;
        }

        if (JsonText.TryGet(value, out var text) && text.Trim('"') is { Length: > 0 and <= MaxETagLength } etag)
        {
            return etag;
        }

        fields.WrongType("etag", value, "Write the ETag of the image that you looked at (the v of its imageUri), or leave it out.");
        return null;
    }
}
