using ImageGen.Tests.Local.Http.Scenes;
using ImageGen.Tests.Local.Http.Support;
using Microsoft.Playwright;
using static ImageGen.Tests.Builders.StoryboardBuilder;
using static Microsoft.Playwright.Assertions;

namespace ImageGen.Tests.Browser;

/// <summary>The references of a project on the page: the real API over stores in memory.</summary>
[Collection(WithBrowser.Name)]
public sealed class ReferencesPageTests(BrowserFixture browser)
{
    private const string Storyboard = """
        {
          "projectPath": "projects/tale",
          "references": [{"id": "hare", "kind": "character"}],
          "promptsByStyle": {"clear": [{"shot_number": 1, "beat_number": "1.1", "transition_type": "Cut", "ai_prompt": "The hare runs."}]}
        }
        """;

    [Fact]
    public async Task Sheet_ApprovedByKeyboard_IsTheImageAndTheStoryboardCanBeStarted()
    {
        await using var host = await TestHost.StartAsync();
        using var asked = await host.Client.PostAsync("/api/projects/tale/references/hare/sheet", ReferenceScenes.Sheet());
        await ReferenceScenes.StoreSheetAsync(host);
        await using var page = await browser.OpenAsync(host.Client.BaseAddress!);
        await page.GoToAsync("/");
        await page.PasteAsync(Storyboard);
        var hare = page.Page.Locator("li.reference[data-id=hare]");
        await Expect(hare).ToContainTextAsync("it is not used yet");
        await Expect(page.Faults).ToHaveCountAsync(1);

        await page.PressAsync(hare.GetByRole(AriaRole.Button, new() { Name = "Approve sheet" }), "Enter");

        await Expect(hare).ToContainTextAsync("Approved sheet");
        await Expect(page.Faults).ToHaveCountAsync(0);
        await Expect(page.Page.Locator(".estimate-pane[data-state=ready]")).ToBeVisibleAsync();
        Assert.True(await hare.EvaluateAsync<bool>("e => e.contains(document.activeElement)"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Image_Uploaded_IsShownAndDeclaredInTheStoryboard()
    {
        await using var host = await TestHost.StartAsync();
        await using var page = await browser.OpenAsync(host.Client.BaseAddress!);
        await page.GoToAsync("/");
        await page.PasteAsync(Storyboard);
        await page.Page.FillAsync("#reference-id", "tin cup");
        await page.Button("Upload an image").ClickAsync();
        await Expect(page.Page.Locator(".references-pane .problem")).ToContainTextAsync("old-mill");
        await page.Page.FillAsync("#reference-id", "tin-cup");
        await page.Page.SelectOptionAsync("#reference-kind", "object");

        await page.Page.SetInputFilesAsync(
            ".references-pane input[type=file]", new FilePayload { Name = "cup.png", MimeType = "image/png", Buffer = TestImage.Png(1) });

        var cup = page.Page.Locator("li.reference[data-id=tin-cup]");
        await Expect(cup).ToContainTextAsync("Uploaded image");
        await Expect(cup.Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 4);
        Assert.Contains("\"id\": \"tin-cup\"", await page.Page.InputValueAsync("#storyboard"), StringComparison.Ordinal);
        Assert.Contains("\"kind\": \"object\"", await page.Page.InputValueAsync("#storyboard"), StringComparison.Ordinal);
        await Expect(page.Faults).ToHaveCountAsync(1);
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Reference_ChangedSinceAnImage_IsMarkedOnItsCardOnly(int width, ColorScheme scheme)
    {
        await using var host = await TestHost.StartAsync();
        using var put = await host.Client.PutAsync("/api/projects/tale/references/hare?kind=character", ReferenceScenes.Image(1));
        using var started = await host.Client.PostAsync("/api/runs", TestHost.Json("""
            {
              "projectPath": "projects/tale",
              "references": [{"id": "hare", "kind": "character"}],
              "promptsByStyle": {"clear": [
                {"shot_number": 1, "beat_number": "1.1", "transition_type": "Cut", "ai_prompt": "The hare runs."},
                {"shot_number": 2, "beat_number": "2.1", "transition_type": "Cut", "ai_prompt": "An empty road."}]}
            }
            """));
        var id = (string)(await TestHost.ReadAsync(started))["id"]!;
        var image = await ReferenceScenes.StoreOutdatedAsync(host, id);
        var log = (await host.RunLogs.FindAsync(id, default))!;
        await log.AppendAsync(
            [
                new RunStarted(At(0), 1),
                new BeatExisting(At(1), ImageStyle.Clear, BeatId.Parse("1.1"), image.Path, image.ETag),
                new BeatSkipped(At(1), ImageStyle.Clear, BeatId.Parse("2.1")),
                new RunEnded(At(2), RunStatus.Completed),
            ],
            default);
        await using var page = await browser.OpenAsync(host.Client.BaseAddress!);
        await page.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.Page.SetViewportSizeAsync(width, 800);

        await page.GoToAsync($"/runs/{id}");

        await Expect(page.Card("clear", "1.1").Locator(".beat-chip.changed")).ToHaveTextAsync(", hare changed");
        await Expect(page.Card("clear", "2.1").Locator(".beat-chip")).ToHaveCountAsync(0);
        Assert.Empty(await page.ViolationsAsync());
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Panel_InBothThemesAndNarrow_HasNoViolationsAndFits(int width, ColorScheme scheme)
    {
        await using var host = await TestHost.StartAsync();
        using var put = await host.Client.PutAsync("/api/projects/tale/references/mill?kind=location", ReferenceScenes.Image(1, "A mill."));
        await ReferenceScenes.StoreSheetAsync(host);
        using var asked = await host.Client.PostAsync(
            "/api/projects/tale/references/hare/sheet", ReferenceScenes.Sheet(new string('x', 300)));
        await using var page = await browser.OpenAsync(host.Client.BaseAddress!);
        await page.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.Page.SetViewportSizeAsync(width, 800);
        await page.GoToAsync("/");
        await page.PasteAsync(Storyboard);
        await Expect(page.Page.Locator("li.reference")).ToHaveCountAsync(2);
        await Expect(page.Faults).ToHaveCountAsync(1);

        Assert.Empty(await page.ViolationsAsync());
        Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));

        await page.Page.Locator("li.reference[data-id=mill]").GetByRole(AriaRole.Button, new() { Name = "Generate sheet" }).ClickAsync();
        await Expect(page.Page.Locator("dialog.ask")).ToContainTextAsync("It costs about $0.034");
        Assert.Empty(await page.ViolationsAsync());
    }
}
