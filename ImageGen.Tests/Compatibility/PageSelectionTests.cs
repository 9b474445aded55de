using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Compatibility.AppHost;

namespace ImageGen.Tests.Compatibility;

/// <summary>What the page calls besides runs: selections, the test of the keys, a ping.</summary>
public sealed class PageSelectionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Select_AnImage_IsNotedBesideTheProjectAndCopiedForTheNextSteps()
    {
        var project = new AppProject(_folder, beats: 2).WithPromptFiles();
        project.WithImages(2);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(_folder, drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        var images = await page.PostAsync("/api/get-generated-images");
        var saved = await page.PostAsync(
            "/api/save-image-selection", new JsonObject { ["beatNumber"] = "Beat 2", ["style"] = "clear", ["isFlagged"] = true });
        await page.PostAsync(
            "/api/save-image-selection", new JsonObject { ["beatNumber"] = "Beat 2", ["style"] = "consistent", ["isFlagged"] = false });
        var selections = await page.PostAsync("/api/get-image-selections");

        var relative = (string)images["images"]!["clear"]!["Beat 2"]!;
        Assert.Equal("generated_images/clear/Shot_2/Beat_Beat 2.png", relative);
        Assert.Equal(relative, (string?)images["images"]!["clear"]!["2"]);
        using var bytes = await page.GetAsync(page.ImageAddress(relative));
        Assert.Equal(File.ReadAllBytes(Path.Combine(project.Folder, relative)), await bytes.Content.ReadAsByteArrayAsync());
        Assert.Equal("Image selection saved", (string?)saved["message"]);
        Assert.Equal("consistent", (string?)selections["selections"]!["Beat 2"]!["style"]);
        Assert.Single(JsonNode.Parse(File.ReadAllText(Path.Combine(project.Folder, "image_selections.json")))!.AsObject());
        Assert.Equal(["Beat_2.png"], Directory.GetFiles(Path.Combine(project.Folder, "selected_images")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task KeyTestAndPing_AreAnswered()
    {
        var project = new AppProject(_folder, beats: 1);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(_folder, drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        using var test = await page.GetAsync("/api/test-api-keys");
        using var ping = await page.GetAsync("/api/ping");

        Assert.True((bool)(await TestHost.ReadAsync(test))["success"]!, await test.Content.ReadAsStringAsync());
        Assert.True((bool)(await TestHost.ReadAsync(ping))["success"]!);
        Assert.Equal(0, drawing.Gemini.Calls.Count(c => c.BilledUsd > 0));
    }
}
