using static ImageGen.Tests.Local.Configuration.SettingsReading;

namespace ImageGen.Tests.Local.Configuration;

/// <summary>Models of the settings' own.</summary>
public sealed class ModelSettingsTests
{
    [Fact]
    public void Read_ModelOfItsOwn_CanBeUsed()
    {
        var (options, faults, _) = Read(
            ("Models:gemini-9-image:PricesUsd:1K", "0.02"),
            ("Models:gemini-9-image:AspectRatios:0", "16:9"),
            ("Models:gemini-9-image:RetiresOn", "2027-03-31"),
            ("Gemini:Model", "gemini-9-image"));

        Assert.Empty(faults);
        Assert.Equal(0.02m, options.Models.EstimateUsd("gemini-9-image", null, 0));
        Assert.Equal(new DateOnly(2027, 3, 31), options.Models.Models["gemini-9-image"].RetiresOn);
    }

    [Fact]
    public void Read_ModelInAList_CanBeUsedWhateverItsIdContains()
    {
        var (options, faults, _) = Read(
            ("Models:0:Id", "gemini-9.5-image"),
            ("Models:0:PricesUsd:1K", "0.02"),
            ("Models:1:Id", "gemini-nano-banana-2.1"),
            ("Models:1:Timeout", "20m"),
            ("Models:pro:Id", "gemini-3-pro-image"),
            ("Models:pro:DeprecatedOn", "2026-11-01"),
            ("Gemini:Timeout", "90s"),
            ("Gemini:Model", "gemini-9.5-image"));

        Assert.Empty(faults);
        Assert.Equal(0.02m, options.Models.EstimateUsd("gemini-9.5-image", null, 0));
        Assert.Equal(TimeSpan.FromSeconds(90), options.Models.TimeoutOf("gemini-9.5-image", null));
        Assert.Equal(TimeSpan.FromMinutes(20), options.Models.TimeoutOf("gemini-nano-banana-2.1", null));
        Assert.Equal(new DateOnly(2026, 11, 1), options.Models.Models["gemini-3-pro-image"].DeprecatedOn);
        Assert.True(options.Limits.Lease > TimeSpan.FromMinutes(20));
    }

    [Theory]
    [InlineData("ImageGen:Models:0:Id", "Models:0:PricesUsd:1K", "0.02")]
    [InlineData("ImageGen:Models:1", "Models:0:Id", "gemini-3-pro-image", "Models:1:Id", "gemini-3-pro-image")]
    [InlineData("ImageGen:Models:gemini-3-pro-image", "Models:0:Id", "gemini-3-pro-image", "Models:gemini-3-pro-image:DefaultSize", "2K")]
    [InlineData("ImageGen:Models:0:PricesUsd", "Models:0:Id", "gemini-9-image")]
    [InlineData("ImageGen:Models:0:RetiresOn", "Models:0:Id", "gemini-3-pro-image", "Models:0:RetiresOn", "soon")]
    [InlineData("ImageGen:Models:0:Timeout", "Models:0:Id", "gemini-3-pro-image", "Models:0:Timeout", "31m")]
    public void Read_BadModelInAList_OneFaultWithItsPlace(string path, params string[] settings) =>
        Assert.Equal(path, Assert.Single(Read([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]).Faults).Path);
}
