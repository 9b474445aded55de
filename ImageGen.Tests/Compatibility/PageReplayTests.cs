using System.Net;
using System.Text.Json.Nodes;
using ImageGen.Simulator.Faults;
using ImageGen.Tests.Local;
using ImageGen.Tests.Local.Http.Support;
using ImageGen.Tests.Serving;

namespace ImageGen.Tests.Compatibility;

/// <summary>
/// The storyboard app's own page against <c>imagegen serve --storyboard-app</c>: its requests, its way of reading, its folders.
/// </summary>
public sealed class PageReplayTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_PromptsInTheRequest_EveryRowIsCompleteAndEveryImageInTheProjectsFolder()
    {
        var project = new AppProject(_folder);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(drawing);
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
        await using var host = await ServeAsync(drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        await page.StartAsync();

        Assert.Equal(12, page.Count("complete"));
    }

    [Fact]
    public async Task Start_ProjectPathAloneWithoutFiles_ThePageIsToldWhatIsMissing()
    {
        var project = new AppProject(_folder, beats: 1);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        await page.StartAsync();

        Assert.StartsWith("Error: $.promptsByStyle: There are no prompts in " + project.Folder, page.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ThenStart_PausesAndResumesTheSameRunWithoutPayingTwice()
    {
        var project = new AppProject(_folder, beats: 10);
        await using var drawing = await OpenAsync(project, isOpen: false);
        await using var host = await ServeAsync(drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);
        drawing.Tap.Let(6);
        await page.StartAsync(project.Prompts(), until: p => p.Count("complete") >= 6);

        var stopped = await page.StopAsync();
        drawing.Tap.Open();

        Assert.True((bool)stopped["success"]!, stopped.ToJsonString());
        Assert.False(await page.IsRunningAsync());
        using var reloaded = new AppPage(host.Address, project.Folder, project.Beats);
        await reloaded.LoadAsync();
        Assert.False(reloaded.IsGenerating);
        Assert.InRange(drawing.Gemini.Calls.Count(c => c.BilledUsd > 0), 6, 12);
        await page.StartAsync(project.Prompts());
        Assert.Equal(30, page.Count("complete"));
        Assert.Empty(page.Lost);
        Assert.Single((await host.ReadAsync("/api/runs"))["runs"]!.AsArray());
        Assert.Equal(30, drawing.Gemini.Calls.Count(c => c.BilledUsd > 0));
    }

    [Fact]
    public async Task Stop_NothingGoesOn_SaysSo()
    {
        var project = new AppProject(_folder, beats: 1);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        var answer = await page.StopAsync();

        Assert.Equal((false, "No active generation found"), ((bool)answer["success"]!, (string?)answer["error"]));
    }

    [Fact]
    public async Task Stop_ASecondPageStillReads_ItsStreamEndsWithTheReason()
    {
        var project = new AppProject(_folder, beats: 4);
        await using var drawing = await OpenAsync(project, isOpen: false);
        await using var host = await ServeAsync(drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);
        var reading = page.StartAsync(project.Prompts());
        using var other = new AppPage(host.Address, project.Folder, project.Beats);
        await other.StartAsync(project.Prompts(), until: p => p.Count("generating") > 0);

        await other.StopAsync();
        await reading;

        Assert.Contains("stopped in the storyboard app", page.Message, StringComparison.Ordinal);
        Assert.False(page.IsGenerating);
    }

    [Fact]
    public async Task Stop_ThenStartWithOtherPrompts_EndsTheOldRunAndGeneratesTheNewPrompts()
    {
        var project = new AppProject(_folder, beats: 2);
        await using var drawing = await OpenAsync(project, isOpen: false);
        await using var host = await ServeAsync(drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);
        await page.StartAsync(project.Prompts(), until: p => p.Count("generating") > 0);
        await page.StopAsync();
        drawing.Tap.Open();

        await page.StartAsync(project.Prompts("Paint"));

        Assert.Equal(6, page.Count("complete") + page.Count("skipped"));
        Assert.Equal(["completed", "cancelled"], (await host.ReadAsync("/api/runs"))["runs"]!.AsArray().Select(r => (string?)r!["status"]));
    }

    [Fact]
    public async Task Reload_DuringARun_ShowsWhatIsThereAndCanFollowIt()
    {
        var project = new AppProject(_folder, beats: 5);
        await using var drawing = await OpenAsync(project, isOpen: false);
        await using var host = await ServeAsync(drawing);
        using (var first = new AppPage(host.Address, project.Folder, project.Beats))
        {
            drawing.Tap.Let(4);
            await first.StartAsync(project.Prompts(), until: p => p.Count("complete") >= 4);
        }

        using var page = new AppPage(host.Address, project.Folder, project.Beats);
        await page.LoadAsync();

        Assert.True(page.IsGenerating);
        Assert.Equal(4, page.Count("complete"));
        drawing.Tap.Open();
        await page.StartAsync(project.Prompts());
        Assert.Equal(15, page.Count("complete"));
        Assert.Single((await host.ReadAsync("/api/runs"))["runs"]!.AsArray());
    }

    [Fact]
    public async Task Reconnect_ManyTimesToALongRun_NoMessageIsEverCut()
    {
        var project = new AppProject(_folder);
        await using var drawing = await OpenAsync(project, isOpen: false);
        await using var host = await ServeAsync(drawing);
        using var first = new AppPage(host.Address, project.Folder, project.Beats);
        drawing.Tap.Let(80);
        await first.StartAsync(project.Prompts(), until: p => p.Count("complete") >= 80);

        for (var i = 0; i < 8; i++)
        {
            using var page = new AppPage(host.Address, project.Folder, project.Beats);
            await page.StartAsync(project.Prompts(), until: p => p.Count("complete") >= 80);

            Assert.Empty(page.Lost);
            Assert.Equal(80, page.Count("complete"));
        }
    }

    [Fact]
    public async Task Restart_OfTheHostInTheMiddle_ThePageContinuesWhereItWas()
    {
        var project = new AppProject(_folder, beats: 5);
        await using var drawing = await OpenAsync(project, isOpen: false);
        await using (var host = await ServeAsync(drawing))
        {
            using var page = new AppPage(host.Address, project.Folder, project.Beats);
            drawing.Tap.Let(5);
            await page.StartAsync(project.Prompts(), until: p => p.Count("complete") >= 5);
            await page.StopAsync();
        }

        await using var again = await ServeAsync(drawing);
        using var reloaded = new AppPage(again.Address, project.Folder, project.Beats);
        await reloaded.LoadAsync();

        Assert.False(reloaded.IsGenerating);
        Assert.InRange(reloaded.Count("complete"), 5, 11);
        await reloaded.StartAsync(project.Prompts());
        Assert.Equal(15, reloaded.Count("complete"));
        Assert.Equal(15, drawing.Gemini.Calls.Count(c => c.BilledUsd > 0));
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
        await using var host = await ServeAsync(drawing);
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
        await using var host = await ServeAsync(drawing);
        drawing.Tap.Open();
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        await page.StartAsync(project.Prompts());

        Assert.Equal("error", page.Rows["clear"]["Beat 2"]);
        Assert.False((bool)page.Result!["success"]!);
        Assert.StartsWith("Error: 1 of 9 images could not be generated.", page.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Select_AnImage_IsNotedBesideTheProjectAndCopiedForTheNextSteps()
    {
        var project = new AppProject(_folder, beats: 2).WithPromptFiles();
        project.WithImages(2);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(drawing);
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
        await using var host = await ServeAsync(drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        using var test = await page.GetAsync("/api/test-api-keys");
        using var ping = await page.GetAsync("/api/ping");

        Assert.True((bool)(await TestHost.ReadAsync(test))["success"]!, await test.Content.ReadAsStringAsync());
        Assert.True((bool)(await TestHost.ReadAsync(ping))["success"]!);
        Assert.Equal(0, drawing.Gemini.Calls.Count(c => c.BilledUsd > 0));
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

    private static async Task<Drawing> OpenAsync(AppProject project, bool isOpen = true)
    {
        var drawing = await Drawing.StartAsync(project.Storyboard);
        if (isOpen)
        {
            drawing.Tap.Open();
        }

        return drawing;
    }

    private Task<ServingHost> ServeAsync(Drawing drawing) =>
        ServingHost.StartAsync(_folder, drawing, null, [_folder["Videos"]], inFlight: 2, "--storyboard-app");
}
