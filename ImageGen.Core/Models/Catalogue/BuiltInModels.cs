using ImageGen.Core.Base;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models.Catalogue;

/// <summary>
/// The models, list prices and dates of <c>models.json</c>: models come and go several times a year, so all of it is data.
/// </summary>
/// <param name="Default">The model that is used when a request names none; one of <paramref name="Models"/>.</param>
/// <param name="Models">The models that the service has.</param>
/// <param name="Retired">Models that the service has shut down; the first entry that covers an id applies.</param>
internal sealed record BuiltInModels(string Default, ImmutableArray<ImageModelInfo> Models, ImmutableArray<RetiredModels> Retired)
{
    private const string Resource = "models.json";

    public static BuiltInModels Data { get; } = Load();

    /// <summary>The ratios that every model of the last generations has.</summary>
    public static ImmutableArray<string> UsualRatios { get; } = [.. ImageShapes.AspectRatios.Take(10)];

    private static BuiltInModels Load()
    {
        using var stream = typeof(BuiltInModels).Assembly.GetManifestResourceStream(Resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var data = ImageGenJson.Read<BuiltInModels>(bytes);
        return data with
        {
            Models = [.. data.Models.Select(
            m => m with { PricesUsd = m.PricesUsd.WithComparers(StringComparer.Ordinal) })]
        };
    }
}
