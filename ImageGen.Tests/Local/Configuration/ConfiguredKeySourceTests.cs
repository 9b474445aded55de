using ImageGen.Local.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImageGen.Tests.Local.Configuration;

public sealed class ConfiguredKeySourceTests
{
    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder()
        .AddInMemoryCollection([new("ImageGen:Styles:clear:Keys:0:Value", "test-key-1")])
        .Build();

    [Fact]
    public async Task ListAsync_StyleWithoutKeys_Empty()
    {
        using var source = Source();

        Assert.Empty(await source.ListAsync(ImageStyle.Consistent, default));
        Assert.Equal(["clear-1"], (await source.ListAsync(ImageStyle.Clear, default)).Select(k => k.Id));
    }

    [Fact]
    public async Task ListAsync_ConfigurationReloaded_NewKeysCount()
    {
        using var source = Source();
        _configuration["ImageGen:Styles:clear:Keys:1:Value"] = "test-key-2";
        _configuration.Reload();

        Assert.Equal(["clear-1", "clear-2"], (await source.ListAsync(ImageStyle.Clear, default)).Select(k => k.Id));
    }

    [Fact]
    public async Task ListAsync_ReloadedWithFaults_FormerKeysStay()
    {
        using var source = Source();
        _configuration["ImageGen:Styles:clear:Keys:0:Value"] = "";
        _configuration.Reload();

        Assert.Equal("test-key-1", Assert.Single(await source.ListAsync(ImageStyle.Clear, default)).Value);
    }

    private ConfiguredKeySource Source() =>
        new(
            _configuration,
            ImageGenOptionsReader.Read(_configuration, new DateOnly(2026, 11, 21)).Options,
            TimeProvider.System,
            NullLogger<ConfiguredKeySource>.Instance);
}
