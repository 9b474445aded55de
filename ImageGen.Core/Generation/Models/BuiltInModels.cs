using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation.Models;

/// <summary>The models and list prices of late 2026.</summary>
internal static class BuiltInModels
{
    public const string Default = "gemini-3.1-flash-image";
    private const string Lite = "gemini-3.1-flash-lite-image";
    private const string Pro = "gemini-3-pro-image";
    private const int TokensOfAReference = 1120;

    /// <summary>The ratios that every model draws.</summary>
    public static ImmutableArray<string> UsualRatios { get; } = [.. PictureShapes.AspectRatios.Take(10)];

    public static ImmutableArray<ImageModelInfo> All { get; } =
    [
        Model(Default, PictureShapes.AspectRatios, (0.50m, 60m, 3m), ("512", 0.045m), ("1K", 0.067m), ("2K", 0.101m), ("4K", 0.151m)),
        Model(Lite, PictureShapes.AspectRatios, (0.25m, 30m, 1.50m), ("1K", 0.0336m)),
        Model(Pro, UsualRatios, (2m, 120m, 12m), ("1K", 0.134m), ("2K", 0.134m), ("4K", 0.24m)),
    ];

    /// <summary>The first that covers an id holds.</summary>
    public static ImmutableArray<RetiredModels> Retired { get; } =
    [
        new("gemini-2.5-flash-image", Default, new DateOnly(2026, 10, 2)),
        new("gemini-2.5-flash-image-preview", Default),
        new("gemini-2.0-*", Default),
        new("imagen-*", Default),
        new("gemini-3-pro-image-preview", Pro),
        new("gemini-3.1-flash-lite-image-preview", Lite),
        new("*-preview", Default),
    ];

    private static ImageModelInfo Model(
        string id, ImmutableArray<string> ratios, (decimal Input, decimal Image, decimal Text) perMillion, params (string Size, decimal Price)[] prices) => new()
        {
            Id = id,
            PricesUsd = prices.ToImmutableSortedDictionary(p => p.Size, p => p.Price, StringComparer.Ordinal),
            DefaultSize = "1K",
            AspectRatios = ratios,
            InputUsdPerMillion = perMillion.Input,
            ImageUsdPerMillion = perMillion.Image,
            TextUsdPerMillion = perMillion.Text,
            ReferenceTokens = TokensOfAReference,
        };
}
