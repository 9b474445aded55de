namespace ImageGen.Core.Models.Catalogue;

/// <summary>What is known of an image model. Prices are US dollars by the service's list.</summary>
public sealed record ImageModelInfo
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan LargeTimeout = TimeSpan.FromSeconds(600);

    /// <summary>The id in the service's URLs, such as <c>gemini-nano-banana-2.1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The sizes that it generates, each with the price of one image.</summary>
    public required ImmutableSortedDictionary<string, decimal> PricesUsd { get; init; }

    /// <summary>The size that it generates when a request names none; one of <see cref="PricesUsd"/>.</summary>
    public required string DefaultSize { get; init; }

    /// <summary>The aspect ratios that it generates.</summary>
    public required ImmutableArray<string> AspectRatios { get; init; }

    /// <summary>Per million tokens of the request: prompt and reference images.</summary>
    public required decimal InputUsdPerMillion { get; init; }

    /// <summary>
    /// Per million tokens of images in the answer; null: an image costs its price in <see cref="PricesUsd"/>, whatever its tokens.
    /// </summary>
    public decimal? ImageUsdPerMillion { get; init; }

    /// <summary>Per million other tokens of the answer: text and thoughts.</summary>
    public required decimal TextUsdPerMillion { get; init; }

    /// <summary>Tokens of one reference image.</summary>
    public required int ReferenceTokens { get; init; }

    /// <summary>How many reference images it takes. Default <see cref="ReferenceLimits.Default"/>.</summary>
    public ReferenceLimits References { get; init; } = ReferenceLimits.Default;

    /// <summary>How long one attempt may take at any size; null: 300 s, and 600 s at 4K.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The day from which the service advises against it; null: it does not.</summary>
    public DateOnly? DeprecatedOn { get; init; }

    /// <summary>The day from which the service no longer has it; null: none is announced.</summary>
    public DateOnly? RetiresOn { get; init; }

    /// <summary>The model to use in its place; null: none is named.</summary>
    public string? Replacement { get; init; }

    /// <summary>
    /// How long one attempt at <paramref name="size"/> may take when no setting says otherwise: longer ones cut good calls, and those
    /// are billed.
    /// </summary>
    internal TimeSpan TimeoutAt(string? size, TimeSpan? ofHost) =>
        Timeout ?? ofHost ?? ((size ?? DefaultSize) == "4K" ? LargeTimeout : UsualTimeout);
}

/// <summary>Models that the service has shut down.</summary>
/// <param name="Pattern">An id, or the beginning or end of ids with <c>*</c> for the rest: <c>imagen-*</c>, <c>*-preview</c>.</param>
/// <param name="Replacement">The model to use in their place.</param>
/// <param name="Since">The day of the shutdown, where it is one day for all of them.</param>
public sealed record RetiredModels(string Pattern, string Replacement, DateOnly? Since = null)
{
    /// <summary>Whether <paramref name="id"/> is one of them.</summary>
    public bool Covers(string id) => Pattern switch
    {
        [.. var start, '*'] => id.StartsWith(start, StringComparison.Ordinal),
        ['*', .. var end] => id.EndsWith(end, StringComparison.Ordinal),
        _ => id == Pattern,
    };
}
