using ImageGen.Simulator.Faults;
using ImageGen.Tests.Local;
using ImageGen.Tests.Serving;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageGen.Tests.Browser;

/// <summary>The page as the embedded host serves it: real engine, real files, real HTTP on both sides.</summary>
[Collection(WithBrowser.Name)]
public sealed class ServedPageTests(BrowserFixture browser) : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task WholeRun_FromDroppedFileToEnd_ShowsNinetyImages()
    {
        await using var drawing = await Drawing.StartAsync(StoryboardText.Sample);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        await using var page = await browser.OpenAsync(host.Address);
        await page.GoToAsync("/");
        await page.DropAsync("tortoise-and-hare.json", StoryboardText.Sample);

        var estimate = page.Page.Locator(".estimate-pane .figures dd");
        await Expect(estimate).ToHaveTextAsync(["90", "from 24\u00a0s", "$3.12"]);
        Assert.Empty(drawing.Gemini.Calls);
        drawing.Tap.Open();
        await page.Button("Start: 90 images").ClickAsync();

        await Expect(page.Status).ToHaveTextAsync("Completed");
        await Expect(page.Figures).ToContainTextAsync("90 of 90");

        // Only what is visible exists: a window that holds it all holds ninety images.
        await page.Page.SetViewportSizeAsync(1280, 5000);
        await Expect(page.Images).ToHaveCountAsync(90);
        await Expect(page.Page.Locator(".frame[data-broken]")).ToHaveCountAsync(0);
        Assert.Equal(90, _folder.Files().Count(f => f.StartsWith("output/tortoise-and-hare/generated_images/", StringComparison.Ordinal)));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Export_FromTheMenu_SavesTheFileAndSaysWhatCouldNotBeDone()
    {
        var storyboard = StoryboardText.Of(shots: 2, styles: ["clear", "consistent"]);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        await using var page = await OpenRunAsync(host, storyboard);
        var menu = page.Page.Locator(".menu > summary");
        drawing.Tap.Open();
        await Expect(page.Status).ToHaveTextAsync("Completed");

        await page.Page.SetViewportSizeAsync(360, 800);
        await menu.ClickAsync();
        Assert.Empty(await page.ViolationsAsync());
        Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await page.Page.SelectOptionAsync("#export-style", "consistent");
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Button("Table of beats CSV").ClickAsync());

        var table = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Contains(",consistent,complete,", table, StringComparison.Ordinal);
        Assert.DoesNotContain(",clear,", table, StringComparison.Ordinal);
        await Expect(page.Page.Locator(".export-note")).ToContainTextAsync("is saved.");
        await Expect(menu).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Pause_InTheMiddle_LetsCallsEndAndBeginsNoMoreUntilResumed()
    {
        await using var drawing = await Drawing.StartAsync(StoryboardText.Of(shots: 4, beatsPerShot: 3));
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        await using var page = await OpenRunAsync(host, StoryboardText.Of(shots: 4, beatsPerShot: 3));
        await Expect(page.InState("generating")).ToHaveCountAsync(12);

        await page.Button("Pause").ClickAsync();
        await Expect(page.Status).ToHaveTextAsync("Paused");
        drawing.Tap.Open();
        await Expect(page.InState("complete")).ToHaveCountAsync(12);
        await Expect(page.InState("pending")).ToHaveCountAsync(24);
        Assert.Equal(12, drawing.Gemini.Calls.Length);
        await Expect(page.Page.Locator(".reason")).ToHaveTextAsync("A person paused it.");

        await page.Button("Resume").ClickAsync();
        await Expect(page.Status).ToHaveTextAsync("Completed");
        await Expect(page.InState("complete")).ToHaveCountAsync(36);
        Assert.Equal(36, drawing.Gemini.Calls.Length);
    }

    [Fact]
    public async Task Failure_BlockedBeat_IsShownRetriedAndGeneratedAgain()
    {
        var storyboard = StoryboardText.Of(shots: 3, styles: ["clear"]);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        drawing.Gemini.AddFault(ScriptedFault.ForBeat("clear/2.1", SimulatedFault.FinishedWith("IMAGE_SAFETY")));
        await using var page = await OpenRunAsync(host, storyboard);
        drawing.Tap.Open();

        await Expect(page.Status).ToHaveTextAsync("Completed with errors");
        await Expect(page.Failures).ToContainTextAsync("The image was blocked by the safety filters.");
        await Expect(page.Card("clear", "2.1").Locator(".state")).ToContainTextAsync("error");
        await page.Button("Retry 2.1").ClickAsync();
        await Expect(page.Status).ToHaveTextAsync("Completed");
        await Expect(page.Failures).ToBeHiddenAsync();
        await Expect(page.Images).ToHaveCountAsync(3);

        await page.Card("clear", "2.1").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Viewer.Locator(".calls")).ToContainTextAsync("blocked by the safety filters");
        await page.Viewer.GetByRole(AriaRole.Button, new() { Name = "Regenerate" }).ClickAsync();
        await Expect(page.Viewer.Locator(".version")).ToHaveCountAsync(2);
        await page.Viewer.Locator(".version").Nth(1).ClickAsync();
        await Expect(page.Viewer.Locator(".viewer-stage img.viewer-image")).ToHaveAttributeAsync(
            "src", new System.Text.RegularExpressions.Regex("version="));
        Assert.Equal(5, drawing.Gemini.Calls.Length);
    }

    [Fact]
    public async Task Reload_InTheMiddle_FindsTheRunAsItIs()
    {
        var storyboard = StoryboardText.Of(shots: 4, styles: ["clear"]);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        await using var page = await OpenRunAsync(host, storyboard);
        drawing.Tap.Let(2);
        await Expect(page.Images).ToHaveCountAsync(2);

        await page.Page.ReloadAsync();
        await Expect(page.Images).ToHaveCountAsync(2);
        await Expect(page.InState("generating")).ToHaveCountAsync(2);
        await page.GoToAsync("/");
        await page.Page.Locator(".recent .run-item").ClickAsync();
        await Expect(page.Connection).ToContainTextAsync("Connected");

        drawing.Tap.Open();
        await Expect(page.Status).ToHaveTextAsync("Completed");
        await Expect(page.Images).ToHaveCountAsync(4);
        Assert.Equal(4, drawing.Gemini.Calls.Length);
    }

    [Fact]
    public async Task Server_KilledAndStartedAgain_ThePageComesBackByItselfAndEndsComplete()
    {
        var storyboard = StoryboardText.Of(shots: 6, styles: ["clear"]);
        await using var drawing = await Drawing.StartAsync(storyboard);
        drawing.WriteSettings(_folder);
        await using var first = await ServingProcess.StartAsync(_folder);
        await using var page = await browser.OpenAsync(first.Address);
        await page.GoToAsync("/");
        await page.StartAsync(storyboard);
        drawing.Tap.Let(3);
        await Expect(page.Images).ToHaveCountAsync(3);

        await first.KillAsync();
        await Expect(page.Connection).Not.ToContainTextAsync("Connected");
        drawing.Tap.Open();
        await using var second = await ServingProcess.StartAsync(_folder, first.Address.ToString());

        await Expect(page.Status).ToHaveTextAsync("Completed");
        await Expect(page.Images).ToHaveCountAsync(6);
        await Expect(page.Figures).ToContainTextAsync("3 attempts may have been billed");
        Assert.Equal(9, drawing.Gemini.Calls.Length);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A page on a run that was started by it.</summary>
    private async Task<PageDriver> OpenRunAsync(ServingHost host, string storyboard)
    {
        var page = await browser.OpenAsync(host.Address);

        // Only what is visible exists: a window that holds it all.
        await page.Page.SetViewportSizeAsync(1280, 3000);
        await page.GoToAsync("/");
        await page.StartAsync(storyboard);
        return page;
    }
}
