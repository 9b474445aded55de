namespace ImageGen.Core.Generation.Models;

/// <summary>What is known of an image model. Prices are US dollars by the service's list.</summary>
public sealed record ImageModelInfo
{
    /// <summary>The id in the service's URLs, such as <c>gemini-3.1-flash-image</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The sizes that it draws, each with the price of one picture.</summary>
    public required ImmutableSortedDictionary<string, decimal> PricesUsd { get; init; }

    /// <summary>The size that it draws when none is asked for; one of <see cref="PricesUsd"/>.</summary>
    public required string DefaultSize { get; init; }

    /// <summary>The aspect ratios that it draws.</summary>
    public required ImmutableArray<string> AspectRatios { get; init; }

    /// <summary>Per million tokens of the request: prompt and reference pictures.</summary>
    public required decimal InputUsdPerMillion { get; init; }

    /// <summary>Per million tokens of pictures in the answer.</summary>
    public required decimal ImageUsdPerMillion { get; init; }

    /// <summary>Per million other tokens of the answer: words and thoughts.</summary>
    public required decimal TextUsdPerMillion { get; init; }

    /// <summary>Tokens of one reference picture.</summary>
    public required int ReferenceTokens { get; init; }

    /// <summary>The day from which the service no longer has it; null: none is announced.</summary>
    public DateOnly? RetiresOn { get; init; }

    /// <summary>The model to use in its place once it is gone; null: none is named.</summary>
    public string? Replacement { get; init; }
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
