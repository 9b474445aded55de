using ImageGen.Core.Models.Catalogue;

namespace ImageGen.Tests.Core.Models.Catalogue;

public sealed class ModelCatalogueTests
{
    private const string Banana = "gemini-nano-banana-2.1";
    private const string Flash = "gemini-3.1-flash-image";
    private const string Lite = "gemini-3.1-flash-lite-image";
    private const string Pro = "gemini-3-pro-image";
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly ModelCatalogue Catalogue = ModelCatalogue.BuiltIn;

    [Theory]
    [InlineData(Banana, null, null)]
    [InlineData(Banana, "1:8", "4K")]
    [InlineData(Flash, null, null)]
    [InlineData(Flash, "16:9", "4K")]
    [InlineData(Flash, "8:1", "512")]
    [InlineData(Lite, "16:9", "1K")]
    [InlineData(Pro, "21:9", "2K")]
    public void Check_WhatTheModelDraws_IsFine(string model, string? ratio, string? size) =>
        Assert.Empty(Catalogue.Check(model, ratio, size, Today));

    [Theory]
    [InlineData(
        Lite,
        null,
        "2K",
        "$.options.imageSize",
        "Choose 1K, or a model that does: gemini-3-pro-image, gemini-3.1-flash-image, gemini-nano-banana-2.1.")]
    [InlineData(Banana, null, "512", "$.options.imageSize", "Choose 1K, 2K, 4K, or a model that does: gemini-3.1-flash-image.")]
    [InlineData(Pro, null, "512", "$.options.imageSize", "Choose 1K, 2K, 4K, or a model that does: gemini-3.1-flash-image.")]
    [InlineData(Pro, "8:1", null, "$.options.aspectRatio", "Choose one of 1:1, 2:3, 3:2, 3:4, 4:3, 4:5, 5:4, 9:16, 16:9, 21:9.")]
    [InlineData("gemini-9-image", null, null, "$.options.model", "Use gemini-3-pro-image, gemini-3.1-flash-image, "
        + "gemini-3.1-flash-lite-image, gemini-nano-banana-2.1, or describe it in the configuration under ImageGen:Models.")]
    [InlineData("gemini-2.5-flash-image", null, null, "$.options.model", "Use gemini-nano-banana-2.1.")]
    [InlineData("gemini-3-pro-image-preview", "1:1", "4K", "$.options.model", "Use gemini-3-pro-image.")]
    [InlineData("gemini-2.0-flash-preview-image-generation", null, null, "$.options.model", "Use gemini-nano-banana-2.1.")]
    [InlineData("imagen-4.0-generate-001", null, null, "$.options.model", "Use gemini-nano-banana-2.1.")]
    [InlineData("gemini-2.5-flash-image-preview", null, null, "$.options.model", "Use gemini-nano-banana-2.1.")]
    [InlineData("gemini-2.5-pro-image", null, null, "$.options.model", "Use gemini-nano-banana-2.1.")]
    [InlineData("gemini-4-image-preview", null, null, "$.options.model", "Use gemini-nano-banana-2.1.")]
    public void Check_WhatItDoesNotDraw_SaysWhatDoes(string model, string? ratio, string? size, string path, string remedy)
    {
        var fault = Assert.Single(Catalogue.Check(model, ratio, size, Today));

        Assert.Equal((path, remedy), (fault.Path, fault.Remedy));
    }

    [Fact]
    public void Check_ShutDownModel_SaysSinceWhen() =>
        Assert.Equal(
            "The model gemini-2.5-flash-image was shut down on 2026-10-02.",
            Catalogue.Check("gemini-2.5-flash-image", null, null, Today)[0].Problem);

    [Fact]
    public void Check_SeveralFaults_NamesAll() => Assert.Equal(2, Catalogue.Check(Pro, "1:8", "512", Today).Length);

    [Fact]
    public void Check_AnnouncedRetirement_HoldsFromThatDay()
    {
        var catalogue = Created(new ModelOptions { Id = Pro, RetiresOn = Today.AddDays(1), Replacement = Flash });

        Assert.Empty(catalogue.Check(Pro, null, null, Today));
        Assert.Equal("Use gemini-3.1-flash-image.", Assert.Single(catalogue.Check(Pro, null, null, Today.AddDays(1))).Remedy);
    }

    [Theory]
    [InlineData(Banana, null, 0, 0.0336)]
    [InlineData(Banana, "2K", 1, 0.05208)]
    [InlineData(Banana, "4K", 0, 0.0756)]
    [InlineData(Flash, null, 0, 0.067)]
    [InlineData(Flash, "512", 0, 0.045)]
    [InlineData(Flash, "4K", 2, 0.15212)]
    [InlineData(Lite, null, 0, 0.0336)]
    [InlineData(Pro, "2K", 1, 0.13624)]
    [InlineData("unknown", "1K", 1, 0.13624)]
    [InlineData("unknown", null, 0, 0.134)]
    public void EstimateUsd_ByTheList_AddsReferences(string model, string? size, int references, decimal expected) =>
        Assert.Equal(expected, Catalogue.EstimateUsd(model, size, references));

    [Fact]
    public void CostUsd_TokensToldApart_BillsEachAtItsRate() =>
        Assert.Equal(
            (1000 * 0.5m + 1120 * 60m + 230 * 3m) / 1_000_000,
            Catalogue.CostUsd(Flash, "1K", new TokenUsage(1000, 1150, 2350, 1120), 0, hasImage: true));

    [Fact]
    public void CostUsd_TokensNotToldApart_TakesTheImageFromTheList()
    {
        Assert.Equal(
            (1000 * 0.5m / 1_000_000) + 0.067m, Catalogue.CostUsd(Flash, null, new TokenUsage(1000, 1120, 2120), 0, hasImage: true));
        Assert.Equal(
            (1000 * 0.5m + 40 * 3m) / 1_000_000, Catalogue.CostUsd(Flash, null, new TokenUsage(1000, 40, 1040), 0, hasImage: false));
    }

    [Fact]
    public void CostUsd_WithoutUsage_IsTheListPriceOrNothing()
    {
        Assert.Equal(0.06756m, Catalogue.CostUsd(Flash, null, null, 1, hasImage: true));
        Assert.Equal(0m, Catalogue.CostUsd(Flash, null, null, 1, hasImage: false));
    }

    [Fact]
    public void CostUsd_BlockedCall_IsFree() =>
        Assert.Equal(0m, Catalogue.CostUsd(Flash, null, new TokenUsage(1000, 0, 1000), 1, hasImage: false));

    [Fact]
    public void Create_FromConfiguration_ChangesAndAddsModels()
    {
        var (catalogue, faults) = ModelCatalogue.Create(
        [
            new ModelOptions { Id = Flash, PricesUsd = Prices(("1K", 0.05m), ("4K", 0)), RetiresOn = new DateOnly(2027, 3, 31) },
            new ModelOptions { Id = "gemini-4-image", PricesUsd = Prices(("2K", 0.2m)), AspectRatios = ["16:9"] },
        ]);

        Assert.Empty(faults);
        Assert.Equal(["1K", "2K", "512"], catalogue!.Models[Flash].PricesUsd.Keys);
        Assert.Equal(0.05m, catalogue.EstimateUsd(Flash, null, 0));
        Assert.Equal(new DateOnly(2027, 3, 31), catalogue.Models[Flash].RetiresOn);
        Assert.Equal(("2K", 0.2m), (catalogue.Models["gemini-4-image"].DefaultSize, catalogue.EstimateUsd("gemini-4-image", null, 0)));
        Assert.Equal(["16:9"], catalogue.Models["gemini-4-image"].AspectRatios.AsEnumerable());
        Assert.True(catalogue.Models.ContainsKey(Pro));
    }

    [Fact]
    public void Create_BadConfiguration_NamesEveryFaultWithItsPath()
    {
        var (catalogue, faults) = ModelCatalogue.Create(
        [
            new ModelOptions
            {
                Id = Flash,
                Path = "ImageGen:Models:gemini-3.1-flash-image",
                PricesUsd = Prices(("8K", 1), ("2K", -1), ("4K", 101), ("1K", 0)),
                AspectRatios = ["1:1", "16x9"],
                InputUsdPerMillion = -1,
                ImageUsdPerMillion = 10_001,
                TextUsdPerMillion = 1_001,
                ReferenceTokens = -1,
                Timeout = TimeSpan.FromMinutes(31),
            },
            new ModelOptions { Id = "models/x", Path = "ImageGen:Models:0", PricesUsd = Prices(("1K", 1)) },
            new ModelOptions { Id = "new", Path = "ImageGen:Models:1" },
            new ModelOptions { Id = "new", Path = "ImageGen:Models:2" },
        ]);

        Assert.Null(catalogue);
        Assert.Equal(
            [
                "ImageGen:Models:gemini-3.1-flash-image:PricesUsd:8K",
                "ImageGen:Models:gemini-3.1-flash-image:PricesUsd:2K",
                "ImageGen:Models:gemini-3.1-flash-image:PricesUsd:4K",
                "ImageGen:Models:gemini-3.1-flash-image:DefaultSize",
                "ImageGen:Models:gemini-3.1-flash-image:AspectRatios:1",
                "ImageGen:Models:gemini-3.1-flash-image:InputUsdPerMillion",
                "ImageGen:Models:gemini-3.1-flash-image:ImageUsdPerMillion",
                "ImageGen:Models:gemini-3.1-flash-image:TextUsdPerMillion",
                "ImageGen:Models:gemini-3.1-flash-image:ReferenceTokens",
                "ImageGen:Models:gemini-3.1-flash-image:Timeout",
                "ImageGen:Models:0",
                "ImageGen:Models:1:PricesUsd",
                "ImageGen:Models:2",
            ],
            faults.Select(f => f.Path));
    }

    [Fact]
    public void BuiltIn_EveryModel_HasItsDefaultSizeAndKnownShapes() =>
        Assert.All(Catalogue.Models.Values, m =>
        {
            Assert.Contains(m.DefaultSize, m.PricesUsd.Keys);
            Assert.All(m.AspectRatios, r => Assert.Contains(r, ImageShapes.AspectRatios));
            Assert.All(m.PricesUsd.Keys, s => Assert.Contains(s, ImageShapes.Sizes));
        });

    private static Dictionary<string, decimal> Prices(params (string Size, decimal Usd)[] prices) =>
        prices.ToDictionary(p => p.Size, p => p.Usd);

    private static ModelCatalogue Created(ModelOptions options) => ModelCatalogue.Create([options]).Catalogue!;
}
