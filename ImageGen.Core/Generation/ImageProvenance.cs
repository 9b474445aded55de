using ImageGen.Core.Models;

namespace ImageGen.Core.Generation;

/// <summary>How an image came about; stored beside it. Holds the prompt's hash, never the prompt.</summary>
/// <param name="RunId">The run that generated it.</param>
/// <param name="Attempt">The id of the paid call in the run's log.</param>
/// <param name="Model">The model's id.</param>
/// <param name="PromptHash">SHA-256 of prompt, model, size and ratio, in hexadecimal: tells a changed prompt.</param>
/// <param name="KeyId">The key's id.</param>
/// <param name="Reference">What it was generated from, in words: <c>style reference</c>, <c>beat 1.1</c>, <c>none</c>.</param>
/// <param name="Usage">Tokens, if the service told.</param>
/// <param name="CostUsd">US dollars, from the usage, else from the price catalogue.</param>
/// <param name="Duration">How long the call took, as hours:minutes:seconds.</param>
/// <param name="GeneratedAt">When the call ended.</param>
public sealed record ImageProvenance(
    string RunId,
    string Attempt,
    string Model,
    string PromptHash,
    string KeyId,
    string Reference,
    TokenUsage? Usage,
    decimal CostUsd,
    TimeSpan Duration,
    DateTimeOffset GeneratedAt)
{
    /// <summary>
    /// SHA-256 of the prompt alone, in hexadecimal; null in images of releases up to 1.0, whose size and ratio are not recorded either.
    /// </summary>
    public string? PromptTextHash { get; init; }

    /// <summary>The size that was asked for; null: the model's own, or not recorded.</summary>
    public string? ImageSize { get; init; }

    /// <summary>The aspect ratio that was asked for; null: the model's own, or not recorded.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>
    /// SHA-256 of the reference image that it was generated from, as it is stored, in hexadecimal; null: none, or not recorded.
    /// </summary>
    public string? ReferenceHash { get; init; }

    /// <summary>
    /// SHA-256 of the instruction by which the image before it was changed, in hexadecimal; null: it was generated from the prompt.
    /// </summary>
    public string? InstructionHash { get; init; }

    /// <summary>What came from the service, where something else is stored; null: what is stored came like this.</summary>
    public OriginalImage? Original { get; init; }

    /// <summary>
    /// The number of the candidate that it was generated as, counted from 1; null: its beat was to have one image.
    /// </summary>
    public int? Candidate { get; init; }

    /// <summary>The smaller copy of the reference that was sent in its place; null: the reference itself was.</summary>
    public ReferenceCopy? ReferenceCopy { get; init; }

    /// <summary>
    /// Every image that was sent, in its order; null where the beat shows no reference of its storyboard, and in images of earlier
    /// releases.
    /// </summary>
    public ImmutableArray<SentReference>? References { get; init; }

    /// <summary>The ids of references that the beat shows and that did not fit into the request, at most 40; null: all did.</summary>
    public ImmutableArray<string>? LeftOut { get; init; }
}

/// <summary>An image as it came from the service.</summary>
/// <param name="MediaType">Its true type, such as <c>image/jpeg</c>.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Of its bytes, in lower-case hexadecimal.</param>
public sealed record OriginalImage(string MediaType, long Length, string Sha256);
