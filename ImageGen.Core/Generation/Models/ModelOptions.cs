namespace ImageGen.Core.Generation.Models;

/// <summary>
/// A model in the configuration, <c>ImageGen:Models:{id}</c>: changes what is known of a built-in one, or adds one that came out later.
/// Whatever is not set stays as it is built in; for a model that is not built in, at least one price must be set.
/// </summary>
public sealed record ModelOptions
{
    /// <summary>US dollars for one picture by size (<c>512</c>, <c>1K</c>, <c>2K</c>, <c>4K</c>), more than 0 and at most 100; 0 takes a size away.</summary>
    public IReadOnlyDictionary<string, decimal> PricesUsd { get; init; } = ImmutableDictionary<string, decimal>.Empty;

    /// <summary>The size that is drawn when none is asked for. Default for a new model: <c>1K</c>, or its only size.</summary>
    public string? DefaultSize { get; init; }

    /// <summary>The aspect ratios that it draws. Default for a new model: the ten usual ones, from <c>1:1</c> to <c>21:9</c>.</summary>
    public IReadOnlyList<string>? AspectRatios { get; init; }

    /// <summary>US dollars per million tokens of the request, 0 to 1,000. Default for a new model: 2.</summary>
    public decimal? InputUsdPerMillion { get; init; }

    /// <summary>US dollars per million tokens of pictures, 0 to 10,000. Default for a new model: 120.</summary>
    public decimal? ImageUsdPerMillion { get; init; }

    /// <summary>US dollars per million other tokens of the answer, 0 to 1,000. Default for a new model: 12.</summary>
    public decimal? TextUsdPerMillion { get; init; }

    /// <summary>Tokens of one reference picture, 0 to 100,000. Default for a new model: 1,120.</summary>
    public int? ReferenceTokens { get; init; }

    /// <summary>The day from which the service no longer has it (<c>2027-03-31</c>): from then on it is refused.</summary>
    public DateOnly? RetiresOn { get; init; }

    /// <summary>The model to use in its place, shown when it is refused.</summary>
    public string? Replacement { get; init; }
}
