using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Compatibility;

/// <summary>Images at the paths that the page makes, and nothing else of the disk.</summary>
public sealed class ServedImageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Image_OfAKnownProject_IsServedByThePathThatThePageMakes()
    {
        await using var server = await TestHost.StartAsync(_folder.Data(), storyboardApp: true);
        var png = TestImage.Png(1);
        _folder.Write("Videos/My Video/generated_images/clear/Shot_1/Beat_Beat 1.png", png);

        foreach (var path in (string[])["generated_images/clear/Shot_1/Beat_Beat 1.png", "generated_images/clear/Shot_1/Beat_1.png",
            "generated_images\\clear\\Shot_1\\Beat_1.png"])
        {
            using var response = await server.Client.GetAsync(
                $"/api/serve-image?path={Uri.EscapeDataString($"{_folder["Videos/My Video"]}/{path}")}");
            Assert.Equal(png, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Theory]
    [InlineData("{videos}/My Video/secret.png")]
    [InlineData("{videos}/My Video/generated_images/../secret.png")]
    [InlineData("{videos}/My Video/generated_images/clear/../../secret.png")]
    [InlineData("{videos}/My Video/generated_images/clear/Shot_1/../../../secret.png")]
    [InlineData("{videos}/My Video/generated_images/clear/Shot_1/Beat_1.txt")]
    [InlineData("{videos}/My Video/generated_images/clear/Shot_../Beat_1.png")]
    [InlineData("{videos}/../outside/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("{videos}/link/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("{videos}/My Video/linked/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("{outside}/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("{videos}/My Video/generated_images/consistent/Shot_1/Beat_1.png")]
    [InlineData("file://{outside}/generated_images/clear/Shot_1/Beat_1.png")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\Windows\\win.ini")]
    [InlineData("..")]
    [InlineData("\u0000")]
    public async Task Image_AnythingElse_IsNotFound(string path)
    {
        var png = TestImage.Png(1);
        _folder.Write("Videos/My Video/generated_images/clear/Shot_1/Beat_1.png", png);
        _folder.Write("Videos/My Video/secret.png", png);
        _folder.Write("Videos/My Video/generated_images/clear/Shot_1/Beat_1.txt", png);
        _folder.Write("outside/generated_images/clear/Shot_1/Beat_1.png", png);
        Directory.CreateSymbolicLink(_folder["Videos/link"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["Videos/My Video/linked"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["Videos/My Video/generated_images/consistent"], _folder["outside/generated_images/clear"]);
        await using var server = await TestHost.StartAsync(_folder.Data(), storyboardApp: true);
        var full = path.Replace("{videos}", _folder["Videos"], StringComparison.Ordinal).Replace(
            "{outside}", _folder["outside"], StringComparison.Ordinal);

        using var response = await server.Client.GetAsync($"/api/serve-image?path={Uri.EscapeDataString(full)}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.False((bool)(await TestHost.ReadAsync(response))["success"]!);
    }
}
