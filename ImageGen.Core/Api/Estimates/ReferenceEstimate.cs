using System.Text.Json.Serialization;

namespace ImageGen.Core.Api.Estimates;

/// <summary>What becomes of the references that a storyboard declares.</summary>
public sealed record ReferenceEstimate
{
    /// <summary>References that beats show and that do not fit into their requests, in beats that would be generated.</summary>
    public required ImmutableArray<ReferenceNotFitting> NotFitting { get; init; }

    /// <summary>The ids of references that no beat shows.</summary>
    public required ImmutableArray<string> Unused { get; init; }

    /// <summary>Existing images that were generated from other references than their beats show now; they are kept.</summary>
    public required ImmutableArray<ChangedReferences> Changed { get; init; }
}

/// <summary>A reference that does not fit into some requests.</summary>
/// <param name="Id">The reference.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Style">The style.</param>
/// <param name="Beats">The numbers of the beats that are generated without it.</param>
/// <param name="Why">The reason.</param>
public sealed record ReferenceNotFitting(string Id, Storyboards.ReferenceKind Kind, string Style, ImmutableArray<string> Beats, string Why);

/// <summary>An existing image whose references have changed.</summary>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat's number.</param>
/// <param name="References">The ids of the references that are different, new or gone.</param>
public sealed record ChangedReferences(
    string Style, [property: JsonPropertyName("beat_number")] string Beat, ImmutableArray<string> References);
