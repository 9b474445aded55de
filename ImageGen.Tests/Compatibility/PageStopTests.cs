using ImageGen.Tests.Local;
using static ImageGen.Tests.Compatibility.AppHost;

namespace ImageGen.Tests.Compatibility;

/// <summary>The storyboard app's page stops a run and continues it.</summary>
public sealed class PageStopTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stop_ThenStart_PausesAndResumesTheSameRunWithoutPayingTwice()
    {
        var project = new AppProject(_folder, beats: 10);
        await using var drawing = await OpenAsync(project, isOpen: false);
        await using var host = await ServeAsync(_folder, drawing);
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
    public async Task Stop_NothingContinues_SaysSo()
    {
        var project = new AppProject(_folder, beats: 1);
        await using var drawing = await OpenAsync(project);
        await using var host = await ServeAsync(_folder, drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);

        var answer = await page.StopAsync();

        Assert.Equal((false, "No active generation found"), ((bool)answer["success"]!, (string?)answer["error"]));
    }

    [Fact]
    public async Task Stop_ASecondPageStillReads_ItsStreamEndsWithTheReason()
    {
        var project = new AppProject(_folder, beats: 4);
        await using var drawing = await OpenAsync(project, isOpen: false);
        await using var host = await ServeAsync(_folder, drawing);
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
        await using var host = await ServeAsync(_folder, drawing);
        using var page = new AppPage(host.Address, project.Folder, project.Beats);
        await page.StartAsync(project.Prompts(), until: p => p.Count("generating") > 0);
        await page.StopAsync();
        drawing.Tap.Open();

        await page.StartAsync(project.Prompts("Paint"));

        Assert.Equal(6, page.Count("complete") + page.Count("skipped"));
        Assert.Equal(["completed", "cancelled"], (await host.ReadAsync("/api/runs"))["runs"]!.AsArray().Select(r => (string?)r!["status"]));
    }
}
