using ImageGen.Tests.Local;
using static ImageGen.Tests.Compatibility.AppHost;

namespace ImageGen.Tests.Compatibility;

/// <summary>The storyboard app's page comes back to a run.</summary>
public sealed class PageReloadTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reload_DuringARun_ShowsWhatIsThereAndCanFollowIt()
    {
        var project = new AppProject(_folder, beats: 5);
        await using var drawing = await OpenAsync(project, isOpen: false);
        await using var host = await ServeAsync(_folder, drawing);
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
        await using var host = await ServeAsync(_folder, drawing);
        using var first = new AppPage(host.Address, project.Folder, project.Beats);
        drawing.Tap.Let(80);
        await first.StartAsync(project.Prompts(), until: p => p.Count("complete") >= 80);

        for (var i = 0; i < 8; i++)
        {
            using var page = new AppPage(host.Address, project.Folder, project.Beats);
            await page.StartAsync(project.Prompts(), until: p => p.Count("complete") >= 80 || p.Lost.Count > 0);

            Assert.Empty(page.Lost);
            Assert.Equal(80, page.Count("complete"));
        }
    }

    [Fact]
    public async Task Restart_OfTheHostInTheMiddle_ThePageContinuesWhereItWas()
    {
        var project = new AppProject(_folder, beats: 5);
        await using var drawing = await OpenAsync(project, isOpen: false);
        await using (var host = await ServeAsync(_folder, drawing))
        {
            using var page = new AppPage(host.Address, project.Folder, project.Beats);
            drawing.Tap.Let(5);
            await page.StartAsync(project.Prompts(), until: p => p.Count("complete") >= 5);
            await page.StopAsync();
        }

        await using var again = await ServeAsync(_folder, drawing);
        using var reloaded = new AppPage(again.Address, project.Folder, project.Beats);
        await reloaded.LoadAsync();

        Assert.False(reloaded.IsGenerating);
        Assert.InRange(reloaded.Count("complete"), 5, 11);
        await reloaded.StartAsync(project.Prompts());
        Assert.Equal(15, reloaded.Count("complete"));
        Assert.Equal(15, drawing.Gemini.Calls.Count(c => c.BilledUsd > 0));
    }
}
