using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Simulator.Base;

/// <summary>A model of the stand-in: what it can generate and what that costs.</summary>
/// <param name="Id">The id in the URL.</param>
/// <param name="Sizes">The sizes it knows; the first is its default.</param>
/// <param name="AspectRatios">The ratios it knows; the first is its default.</param>
public sealed record SimulatedModel(string Id, ImmutableArray<ModelSize> Sizes, ImmutableArray<string> AspectRatios)
{
    // The tokens that the service counts for one image; the price list rounds what they cost.
    private static readonly int[] TokensOfAnImage = [747, 1120, 1680, 2000, 2520];

    /// <summary>The image models of ImageGen's catalogue, with its list prices.</summary>
    public static ImmutableArray<SimulatedModel> Current { get; } = [.. ModelCatalogue.BuiltIn.Models.Values.Select(Of)];

    /// <summary>US dollars per million tokens of the request. Default 0.</summary>
    public decimal InputUsdPerMillion { get; init; }

    /// <summary>US dollars per million tokens of words and thoughts in the answer. Default 0.</summary>
    public decimal TextUsdPerMillion { get; init; }

    /// <summary>True for ids of models that existed and were shut down: they answer 404 in other words than an unknown id.</summary>
    public static bool WasShutDown(string id) =>
        id.StartsWith("imagen-", StringComparison.Ordinal)
        || id.StartsWith("gemini-2.0-", StringComparison.Ordinal)
        || (id.StartsWith("gemini-2.5-", StringComparison.Ordinal) && id.Contains("image", StringComparison.Ordinal))
        || (id.StartsWith("gemini-3", StringComparison.Ordinal) && id.EndsWith("-preview", StringComparison.Ordinal));

    internal ModelSize? SizeOf(string? name) => name is null ? Sizes[0] : Sizes.FirstOrDefault(s => s.Name == name);

    private static SimulatedModel Of(ImageModelInfo model) => new(
        model.Id,
        [
            .. model.PricesUsd
                .OrderBy(p => p.Key != model.DefaultSize)
                .Select(p => new ModelSize(p.Key, p.Value, Tokens(p.Value * 1_000_000 / model.ImageUsdPerMillion!.Value))),
        ],
        model.AspectRatios)
    {
        InputUsdPerMillion = model.InputUsdPerMillion,
        TextUsdPerMillion = model.TextUsdPerMillion,
    };

    private static int Tokens(decimal byPrice)
    {
        var nearest = TokensOfAnImage.MinBy(t => Math.Abs(t - byPrice));
        return Math.Abs(nearest - byPrice) < byPrice / 50 ? nearest : (int)Math.Round(byPrice);
    }
}

/// <summary>One size of a model.</summary>
/// <param name="Name"><c>512</c>, <c>1K</c>, <c>2K</c> or <c>4K</c>.</param>
/// <param name="PriceUsd">US dollars for one image.</param>
/// <param name="Tokens">Tokens that <c>usageMetadata</c> reports for one image.</param>
public sealed record ModelSize(string Name, decimal PriceUsd, int Tokens);
