using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Runs;

/// <summary>
/// What a person thinks of a beat's image; it replaces the beat's earlier review. It changes nothing of what the run does.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="Approved">Whether the image of <paramref name="ETag"/> is approved.</param>
/// <param name="Note">A note, in one or several lines; null: none.</param>
/// <param name="ETag">The image that it is about; null: there was none.</param>
public sealed record BeatReviewed(
    DateTimeOffset At,
    ImageStyle Style,
    BeatId Beat,
    bool Approved,
    string? Note = null,
    string? ETag = null) : RunEvent(At);

/// <summary>A person wants an older image of a beat back; it holds from here on, and takes the place in the layout next.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="VersionId">The id that the image had as a version.</param>
/// <param name="ETag">The image's ETag.</param>
public sealed record VersionChosen(DateTimeOffset At, ImageStyle Style, BeatId Beat, string VersionId, string ETag) : RunEvent(At);

/// <summary>The older image is in its place in the layout, and the beat has its image.</summary>
/// <param name="At">When.</param>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
/// <param name="ImagePath">Within the project.</param>
/// <param name="ETag">The image's ETag.</param>
/// <param name="From">As in <see cref="BeatCompleted"/>.</param>
public sealed record VersionPlaced(
    DateTimeOffset At,
    ImageStyle Style,
    BeatId Beat,
    string ImagePath,
    string ETag,
    string? From = null) : RunEvent(At);
