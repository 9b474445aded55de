using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Cast;

/// <summary>What is known of a project's reference besides its image; stored beside it as <c>references/{id}.json</c>.</summary>
/// <param name="Kind">What it shows; null: not given.</param>
/// <param name="Description">Its description; null: not given.</param>
public sealed record ReferenceNotes(ReferenceKind? Kind = null, string? Description = null)
{
    /// <summary>The id as it was written; null: as its file is called.</summary>
    public string? Id { get; init; }

    /// <summary>The ETag of the sheet that was approved and is its image; null: the image was uploaded, or there is none.</summary>
    public string? SheetEtag { get; init; }

    /// <summary>The run that generated that sheet; null as <see cref="SheetEtag"/>.</summary>
    public string? SheetRun { get; init; }

    /// <summary>True when there is nothing to keep.</summary>
    internal bool IsEmpty => this == new ReferenceNotes { Id = Id };
}
