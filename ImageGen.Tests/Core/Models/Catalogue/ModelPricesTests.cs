using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Core.Models.Catalogue;

public sealed class ModelPricesTests
{
    private const string Banana = "gemini-nano-banana-2.1";
    private const string Own = "gemini-9-image";
    private static readonly TokenUsage Usage = new(Prompt: 1000, Candidates: 1150, Total: 2650, CandidateImage: 1120);

    [Fact]
    public void CostUsd_Thoughts_AreBilledAsText() => Assert.Equal(
        ((1000 * 1.5m) + (1120 * 30m) + ((30 + 500) * 7.5m)) / 1_000_000, ModelCatalogue.BuiltIn.CostUsd(
            Banana, null, Usage, 0, hasImage: true));

    [Fact]
    public void CostUsd_ThoughtsThatTheTotalLeavesOut_AreBilledAllTheSame() => Assert.Equal(
        ((1000 * 1.5m) + (1120 * 30m) + ((30 + 700) * 7.5m)) / 1_000_000,
        ModelCatalogue.BuiltIn.CostUsd(Banana, null, Usage with { Total = 2150, Thoughts = 700 }, 0, hasImage: true));

    [Fact]
    public void CostUsd_ThoughtsBesideAnImageThatIsNotToldApart_AreBilledBesideTheListPrice() => Assert.Equal(
        (((1000 * 1.5m) + (500 * 7.5m)) / 1_000_000) + 0.0336m,
        ModelCatalogue.BuiltIn.CostUsd(Banana, null, Usage with { CandidateImage = null }, 0, hasImage: true));

    [Theory]
    [InlineData(true, 0.067)]
    [InlineData(false, 0.067)]
    public void CostUsd_NewModelWithNothingButAPrice_IsThatPrice(bool isToldApart, decimal expected)
    {
        var catalogue = Created(new ModelOptions { Id = Own, PricesUsd = Prices(0.067m) });

        Assert.Equal(expected, catalogue.CostUsd(Own, null, Usage with { CandidateImage = isToldApart ? 1120 : null }, 3, hasImage: true));
        Assert.Equal(expected, catalogue.EstimateUsd(Own, null, 3));
    }

    [Fact]
    public void CostUsd_NewModelWithNothingButAPrice_WithoutImageIsFree() => Assert.Equal(
        0m, Created(new ModelOptions { Id = Own, PricesUsd = Prices(0.067m) }).CostUsd(
            Own, null, new TokenUsage(1000, 40, 1040), 0, hasImage: false));

    [Fact]
    public void CostUsd_BuiltInModelWithAPriceOfItsOwn_ThatPriceCountsAndNotTheBuiltInTokens() => Assert.Equal(
        0.02m + (((1000 * 1.5m) + (530 * 7.5m)) / 1_000_000),
        Created(new ModelOptions { Id = Banana, PricesUsd = Prices(0.02m) }).CostUsd(Banana, null, Usage, 0, hasImage: true));

    [Fact]
    public void CostUsd_PriceAndTokenPrice_TheTokensCount() => Assert.Equal(
        1120 * 10m / 1_000_000,
        Created(new ModelOptions { Id = Own, PricesUsd = Prices(0.02m), ImageUsdPerMillion = 10 }).CostUsd(
            Own, null, Usage, 0, hasImage: true));

    private static Dictionary<string, decimal> Prices(decimal usd) => new() { ["1K"] = usd };

    private static ModelCatalogue Created(ModelOptions options) => ModelCatalogue.Create([options]).Catalogue!;
}
