namespace ImageGen.Core.Models;

/// <summary>An image that was sent with a prompt.</summary>
/// <param name="Order">Its place among the images of the request, from 1.</param>
/// <param name="Kind">
/// <c>character</c>, <c>object</c>, <c>location</c> or <c>style</c>; <c>styleReference</c> and <c>previousFrame</c> for those that the
/// beat's transition brings; <c>presentImage</c> for the one that an instruction changed.
/// </param>
/// <param name="Id">The reference's id; of a previous frame the beat's number; null for the project's style reference.</param>
/// <param name="Hash">SHA-256 of the image as it is stored, in hexadecimal.</param>
/// <param name="Description">The first 16 digits of the SHA-256 of its description, in hexadecimal; null: it had none.</param>
public sealed record SentReference(int Order, string Kind, string? Id, string Hash, string? Description = null)
{
    /// <summary>The project's style reference.</summary>
    public const string StyleReferenceKind = "styleReference";

    /// <summary>The image that a continuous beat continues.</summary>
    public const string PreviousFrameKind = "previousFrame";

    /// <summary>The beat's own image, which an instruction changed.</summary>
    public const string PresentImageKind = "presentImage";

    /// <summary>The smaller copy that was sent in its place; null: the image itself was.</summary>
    public ReferenceCopy? Copy { get; init; }

    /// <summary>Whether a storyboard declared it.</summary>
    internal bool IsDeclared => Kind is not (StyleReferenceKind or PreviousFrameKind or PresentImageKind);
}
