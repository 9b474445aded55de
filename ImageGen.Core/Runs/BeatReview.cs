using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>What a person thinks of a beat's image.</summary>
/// <param name="Approved">Whether the image of <paramref name="ETag"/> is approved.</param>
/// <param name="Note">A note; null: none.</param>
/// <param name="ETag">The image that it is about; null: there was none.</param>
public sealed record BeatReview(bool Approved, string? Note = null, string? ETag = null)
{
    /// <summary>Characters (UTF-16) of a note, at most.</summary>
    public const int MostNoteCharacters = 500;
}

/// <summary>A review as a run takes it over from the run of its project before it.</summary>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Approved">As in <see cref="BeatReview"/>.</param>
/// <param name="Note">As in <see cref="BeatReview"/>.</param>
/// <param name="ETag">As in <see cref="BeatReview"/>.</param>
public sealed record CarriedReview(ImageStyle Style, BeatId Beat, bool Approved, string? Note = null, string? ETag = null);
