using ImageGen.Simulator.Faults;
using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Http.Support;
using ImageGen.Tests.Serving;
using static ImageGen.Tests.Compatibility.AppHost;

namespace ImageGen.Tests.Compatibility;

/// <summary>The storyboard app's page starts a run: its requests, its way of reading, its folders.</summary>
public sealed class PageStartTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_PromptsInTheRequest_EveryRowIsCompleteAndEveryImageInTheProjectsFolder()
    {
        var project = new AppProject(_folder);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(_folder, drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        await page.StartAsync(project.Prompts());

        Assert.Empty(page.Lost);
        Assert.Equal(90, page.Count("complete"));
        Assert.All(page.Bars.Values, bar => Assert.Equal((30, 30), bar));
        Assert.Equal("All images generated successfully!", page.Message);
        Assert.True((bool)page.Result!["success"]!);
        Assert.Equal(3, page.Result["results"]!.AsArray().Count);
        Assert.Equal("start", (string?)page.Messages[0]["type"]);
        Assert.All(page.Messages.Where(m => (string?)m["status"] == "complete"), m =>
        {
            var path = (string)m["imagePath"]!;
            Assert.StartsWith(project.Folder + "/generated_images/", path, StringComparison.Ordinal);
            Assert.True(File.Exists(path), path);
        });
        Assert.False(await page.IsRunningAsync());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("js")]
    public async Task Start_ProjectPathAlone_ReadsThePromptsOfTheProject(string extension)
    {
        var project = new AppProject(_folder, beats: 4).WithPromptFiles(extension);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(_folder, drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        await page.StartAsync();

        Assert.Equal(12, page.Count("complete"));
    }

    [Fact]
    public async Task Start_ProjectPathAloneWithoutFiles_ThePageIsToldWhatIsMissing()
    {
        var project = new AppProject(_folder, beats: 1);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(_folder, drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        await page.StartAsync();

        Assert.StartsWith("Error: $.promptsByStyle: There are no prompts in " + project.Folder, page.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Beat_{0}.png")]
    [InlineData("Beat_Beat_{0}.png")]
    public async Task Start_HalfFinishedProject_Its36ImagesAreKeptUntouched(string? name)
    {
        var project = new AppProject(_folder).WithPromptFiles();
        var images = project.WithImages(
            12, name is null ? null : n => string.Format(System.Globalization.CultureInfo.InvariantCulture, name, n));
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(_folder, drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);
        await page.LoadAsync();
        Assert.Equal(36, page.Count("complete"));

        await page.StartAsync();

        AppProject.AssertUntouched(images);
        Assert.Equal((36, 54), (page.Count("skipped"), page.Count("complete")));
        Assert.Equal(54, drawing.Gemini.Calls.Count(c => c.BilledUsd > 0));
        Assert.All(page.Bars.Values, bar => Assert.Equal((30, 30), bar));
    }

    [Fact]
    public async Task Start_ABeatFails_ItsRowSaysSoAndTheResultIsNoSuccess()
    {
        var project = new AppProject(_folder, beats: 3);
        await using var drawing = await OpenAsync(project, isOpen: false);
        drawing.Gemini.AddFault(ScriptedFault.ForBeat("clear/Beat 2", SimulatedFault.FinishedWith("IMAGE_SAFETY")));
        drawing.Gemini.AddFault(ScriptedFault.ForBeat("clear/2", SimulatedFault.FinishedWith("IMAGE_SAFETY")));
        await using var host = await ServeAsync(_folder, drawing);
        drawing.Tap.Open();
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        await page.StartAsync(project.Prompts());

        Assert.Equal("error", page.Rows["clear"]["Beat 2"]);
        Assert.False((bool)page.Result!["success"]!);
        Assert.StartsWith("Error: 1 of 9 images could not be generated.", page.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutARoot_TheDataFolderIsUsedAndTheResponseSaysSo()
    {
        var project = new AppProject(_folder, beats: 1);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServingHost.StartAsync(_folder, drawing, null, null, null, "--storyboard-app");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/runs") { Content = TestHost.Json(project.Storyboard) };

        using var response = await host.Client.SendAsync(request);

        var links = await TestHost.ReadAsync(response);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.StartsWith(_folder["output"], (string?)links["projectFolder"], StringComparison.Ordinal);
        Assert.Contains("is not under a folder of ImageGen:Projects:Roots", (string?)links["notes"]![0], StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(project.Folder, "generated_images")));
    }
}
