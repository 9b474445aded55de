using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models;

/// <summary>One call to the image model. Equal requests with equal keys may give different images.</summary>
/// <param name="Model">The model's id.</param>
/// <param name="Prompt">What to generate.</param>
/// <param name="References">Images to generate from, each with the words that explain it to the model; at most 7 MB each.</param>
/// <param name="AspectRatio">Such as <c>16:9</c>; null: the model's default.</param>
/// <param name="ImageSize"><c>512</c>, <c>1K</c>, <c>2K</c> or <c>4K</c>; null: the model's default.</param>
public sealed record ImageRequest(
    string Model,
    string Prompt,
    ImmutableArray<ReferenceImage> References,
    string? AspectRatio,
    string? ImageSize)
{
    /// <summary>How long the attempt may take; null: as in the adapter's options.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>An image that goes to the model beside the prompt.</summary>
/// <param name="Label">The text part put before it, such as "Previous frame of this shot:".</param>
/// <param name="Bytes">The encoded image.</param>
/// <param name="Format">Its type.</param>
public sealed record ReferenceImage(string Label, ReadOnlyMemory<byte> Bytes, ImageFormat Format);

/// <summary>What a call gave: an image, or the reason why there is none. Nothing else.</summary>
public abstract record ModelAnswer
{
    private ModelAnswer()
    {
    }

    /// <summary>
    /// How long after the call was asked for its request left, so that the limits of its project are counted from there: in a process that
    /// has just begun, that may be seconds. Default zero. No instant, for the adapter's clock need not be the one that limits are counted
    /// by.
    /// </summary>
    public TimeSpan SentAfter { get; init; }

    /// <summary>
    /// What the bytes of an image live on; the caller disposes of it when it is done with them. Null: they need nothing.
    /// </summary>
    public IDisposable? Lease { get; init; }

    /// <summary>Bytes that claim to be an image; not yet checked.</summary>
    /// <param name="Bytes">The encoded image.</param>
    /// <param name="MediaType">What the service says it is.</param>
    /// <param name="Usage">The usage that the service reports; null when it reports none.</param>
    public sealed record Image(ReadOnlyMemory<byte> Bytes, string MediaType, TokenUsage? Usage) : ModelAnswer;

    /// <summary>No image.</summary>
    /// <param name="Why">The class and the reason.</param>
    /// <param name="Usage">The usage that the service reports all the same; null when it reports none.</param>
    public sealed record NoImage(ModelFailure Why, TokenUsage? Usage = null) : ModelAnswer;
}

/// <summary>Tokens of one call, as in <c>usageMetadata</c>.</summary>
/// <param name="Prompt">Tokens of the prompt, images included.</param>
/// <param name="Candidates">Tokens of the answer, the image included.</param>
/// <param name="Total">All tokens.</param>
/// <param name="CandidateImage">Of <paramref name="Candidates"/>, those of images, where the service counts them separately.</param>
/// <param name="Thoughts">
/// Tokens of the model's thoughts, which are billed as text and not among <paramref name="Candidates"/>; null: not stated.
/// </param>
public sealed record TokenUsage(int Prompt, int Candidates, int Total, int? CandidateImage = null, int? Thoughts = null);
