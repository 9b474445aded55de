using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Http.Support;

namespace ImageGen.Tests.Compatibility;

/// <summary>Selections of images that cannot be saved.</summary>
public sealed class SelectionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{}""", HttpStatusCode.BadRequest)]
    [InlineData("""[""", HttpStatusCode.BadRequest)]
    [InlineData("""{"projectPath": "tale", "beatNumber": "../x", "style": "clear"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"projectPath": "tale", "beatNumber": "1", "style": "../clear"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"projectPath": "tale", "beatNumber": "1", "style": "clear"}""", HttpStatusCode.NotFound)]
    [InlineData("""{"projectPath": "..", "beatNumber": "1", "style": "clear"}""", HttpStatusCode.NotFound)]
    public async Task Select_WhatIsNotThere_IsRefusedInThePagesWords(string body, HttpStatusCode expected)
    {
        await using var server = await TestHost.StartAsync(_folder.Data(), storyboardApp: true);

        using var response = await server.Client.PostAsync("/api/save-image-selection", TestHost.Json(body));

        Assert.Equal(expected, response.StatusCode);
        var answer = await TestHost.ReadAsync(response);
        Assert.False((bool)answer["success"]!);
        Assert.NotEmpty((string)answer["error"]!);
    }

    [Fact]
    public async Task Select_TheSelectionsAreALink_NothingIsWrittenThroughIt()
    {
        await using var server = await TestHost.StartAsync(_folder.Data(), storyboardApp: true);
        _folder.Write("Videos/My Video/generated_images/clear/Shot_1/Beat_1.png", TestImage.Png(1));
        _folder.Write("outside/selections.json", "{}");
        Directory.CreateSymbolicLink(_folder["Videos/My Video/selected_images"], _folder["outside"]);
        File.CreateSymbolicLink(_folder["Videos/My Video/image_selections.json"], _folder["outside/selections.json"]);
        var body = new JsonObject { ["projectPath"] = _folder["Videos/My Video"], ["beatNumber"] = "1", ["style"] = "clear" };

        using var response = await server.Client.PostAsync("/api/save-image-selection", TestHost.Json(body.ToJsonString()));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(["selections.json"], Directory.GetFiles(_folder["outside"]).Select(Path.GetFileName));
        Assert.Equal("{}", File.ReadAllText(_folder["outside/selections.json"]));
    }
}
