namespace ImageGen.Core.Models.Catalogue;

/// <summary>
/// A model in the configuration, <c>ImageGen:Models:{n}:Id=...</c> or <c>ImageGen:Models:{id}</c>: changes what is known of a built-in one,
/// or adds one that came out later. What is not set stays as it is built in; for a model that is not built in, at least one price must be
/// set.
/// </summary>
public sealed record ModelOptions
{
    /// <summary>The model's id.</summary>
    public required string Id { get; init; }

    /// <summary>Where it is configured, for faults.</summary>
    public string Path { get; init; } = "ImageGen:Models";

    /// <summary>
    /// US dollars for one image by size (<c>512</c>, <c>1K</c>, <c>2K</c>, <c>4K</c>), more than 0 and at most 100; 0 takes a size
    /// away.
    /// </summary>
    public IReadOnlyDictionary<string, decimal> PricesUsd { get; init; } = ImmutableDictionary<string, decimal>.Empty;

    /// <summary>The size that is generated when a request names none. Default for a new model: <c>1K</c>, or its only size.</summary>
    public string? DefaultSize { get; init; }

    /// <summary>The aspect ratios that it generates. Default for a new model: the ten usual ones, from <c>1:1</c> to <c>21:9</c>.</summary>
    public IReadOnlyList<string>? AspectRatios { get; init; }

    /// <summary>US dollars per million tokens of the request, 0 to 1,000. Default for a new model: 0, the image's price is all.</summary>
    public decimal? InputUsdPerMillion { get; init; }

    /// <summary>
    /// US dollars per million tokens of images, 0 to 10,000. Default where a price is configured: none, an image costs that price.
    /// </summary>
    public decimal? ImageUsdPerMillion { get; init; }

    /// <summary>
    /// US dollars per million other tokens of the answer, 0 to 1,000. Default for a new model: 0, the image's price is all.
    /// </summary>
    public decimal? TextUsdPerMillion { get; init; }

    /// <summary>Tokens of one reference image, 0 to 100,000. Default for a new model: 1,120.</summary>
    public int? ReferenceTokens { get; init; }

    /// <summary>Characters among the reference images of one request, 0 to 100. Default for a new model: 4.</summary>
    public int? ReferenceCharacters { get; init; }

    /// <summary>Objects and locations among them, 0 to 100. Default for a new model: 10.</summary>
    public int? ReferenceObjects { get; init; }

    /// <summary>Style references among them, 0 to 100; 0: they count as objects. Default for a new model: 0.</summary>
    public int? ReferenceStyles { get; init; }

    /// <summary>Reference images of one request in all, 0 to 100. Default for a new model: 14.</summary>
    public int? ReferenceTotal { get; init; }

    /// <summary>
    /// How long one attempt may take, 1 s to 30 minutes. Default: <c>ImageGen:Gemini:Timeout</c>, else 300 s and 600 s at 4K.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The day from which the service advises against it (<c>2026-10-06</c>): from then on there is a warning.</summary>
    public DateOnly? DeprecatedOn { get; init; }

    /// <summary>The day from which the service no longer has it (<c>2027-03-31</c>): from then on it is refused.</summary>
    public DateOnly? RetiresOn { get; init; }

    /// <summary>The model to use in its place, named by warning and refusal.</summary>
    public string? Replacement { get; init; }
}
