using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Core.Models.Catalogue;

public sealed class ModelTimeoutTests
{
    private const string Pro = "gemini-3-pro-image";
    private const string Banana = "gemini-nano-banana-2.1";

    [Theory]
    [InlineData(Banana, null, 300)]
    [InlineData(Banana, "1K", 300)]
    [InlineData(Pro, "2K", 300)]
    [InlineData(Pro, "4K", 600)]
    [InlineData("unknown", "1K", 600)]
    public void TimeoutOf_NothingConfigured_BySize(string model, string? size, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ModelCatalogue.BuiltIn.TimeoutOf(model, size));

    [Fact]
    public void TimeoutOf_Configured_TheModelsOwnBeforeTheHosts()
    {
        var (catalogue, _) = ModelCatalogue.Create(
            [new ModelOptions { Id = Pro, Timeout = TimeSpan.FromMinutes(20) }], TimeSpan.FromSeconds(90));

        Assert.Equal(TimeSpan.FromMinutes(20), catalogue!.TimeoutOf(Pro, "1K"));
        Assert.Equal(TimeSpan.FromSeconds(90), catalogue.TimeoutOf(Banana, "4K"));
        Assert.True(catalogue.LongestAttempt > TimeSpan.FromMinutes(20));
    }

    [Fact]
    public void TimeoutOf_ModelWhoseDefaultSizeIs4K_IsThatOf4K()
    {
        var own = new ModelOptions { Id = "own", PricesUsd = new Dictionary<string, decimal> { ["4K"] = 1 } };

        Assert.Equal(TimeSpan.FromSeconds(600), ModelCatalogue.Create([own]).Catalogue!.TimeoutOf("own", null));
    }

    [Fact]
    public void LongestAttempt_IsLongerThanEveryTimeout() => Assert.All(
        ModelCatalogue.BuiltIn.Models.Values.SelectMany(m => m.PricesUsd.Keys, (m, size) => ModelCatalogue.BuiltIn.TimeoutOf(m.Id, size)),
        timeout => Assert.True(timeout < ModelCatalogue.BuiltIn.LongestAttempt));
}
