using ImageGen.Simulator.Faults;
using ImageGen.Tests.Local;
using ImageGen.Tests.Serving;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageGen.Tests.Browser;

/// <summary>The page as the embedded host serves it, for everyone: by keyboard, in both themes, with every fault named.</summary>
[Collection(WithBrowser.Name)]
public sealed class ServedPageAccessTests(BrowserFixture browser) : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Keyboard_FromSampleToEnd_NothingElseIsNeeded()
    {
        await using var drawing = await Drawing.StartAsync(StoryboardText.Sample);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        await using var page = await browser.OpenAsync(host.Address);
        await page.GoToAsync("/");
        await page.PressAsync(page.Button("Load the sample"), "Enter");
        await Expect(page.Button("Start: 90 images")).ToBeEnabledAsync();
        await page.PressAsync(page.Button("Start: 90 images"), "Enter");

        await Expect(page.Connection).ToContainTextAsync("Connected");
        await Expect(page.Heading).ToBeFocusedAsync();
        await page.PressAsync(page.Button("Pause"), "Space");
        await Expect(page.Status).ToHaveTextAsync("Paused");
        await page.PressAsync(page.Button("Resume"), "Enter");
        drawing.Tap.Open();
        await Expect(page.Status).ToHaveTextAsync("Completed");

        await page.TabToAsync(page.Frame("illustration", "1.1"));
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Viewer.GetByRole(AriaRole.Heading, new() { Name = "Beat 1.2" })).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Viewer.GetByRole(AriaRole.Heading, new() { Name = "Beat 1.3" })).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Frame("illustration", "1.3")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task EveryState_InBothThemes_IsAccessible(ColorScheme theme)
    {
        var storyboard = StoryboardText.Of(shots: 5);
        await using var drawing = await Drawing.StartAsync(storyboard, ImageMode.Full);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        drawing.Gemini.AddFault(ScriptedFault.ForBeat("2.1", SimulatedFault.PromptBlocked("PROHIBITED_CONTENT"), times: 3));
        await using var page = await browser.OpenAsync(host.Address, theme: theme);
        var states = new List<string>();

        await page.GoToAsync("/");
        await Expect(page.Heading).ToBeVisibleAsync();
        await CheckAsync("empty");
        await page.PasteAsync(storyboard.Replace("\"H\"", "7", StringComparison.Ordinal));
        await Expect(page.Faults).ToHaveCountAsync(15);
        await CheckAsync("faults");
        await page.StartAsync(storyboard, () => CheckAsync("estimate"));
        drawing.Tap.Let(4);
        await Expect(page.Images).ToHaveCountAsync(4);
        await Expect(page.InState("error")).ToHaveCountAsync(3);
        await CheckAsync("running");
        await page.Button("Cancel").ClickAsync();
        await CheckAsync("asking");
        await page.Button("Keep it running").ClickAsync();
        drawing.Tap.Open();
        await Expect(page.Status).ToHaveTextAsync("Completed with errors");
        await CheckAsync("done with failures");
        await page.Page.SetViewportSizeAsync(360, 900);
        await CheckAsync("narrow");
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        await page.Page.SetViewportSizeAsync(1280, 900);
        await page.Frame("clear", "1.1").ClickAsync();
        await Expect(page.Viewer.Locator(".facts")).ToContainTextAsync("gemini-nano-banana-2.1");
        await CheckAsync("large view");
        await page.Page.Keyboard.PressAsync("Escape");
        await page.GoToAsync("/runs");
        await Expect(page.Page.Locator(".run-item")).ToBeVisibleAsync();
        await CheckAsync("runs");

        Assert.True(states.Count == 0, string.Join("\n", states));
        Assert.Empty(page.Complaints);

        async Task CheckAsync(string state) => states.AddRange((await page.ViolationsAsync()).Select(violation => $"{state}: {violation}"));
    }

    [Fact]
    public async Task FaultyFile_Dropped_ShowsEveryFaultBesideTheFieldAndDoesNotStart()
    {
        var storyboard = StoryboardText.Of(shots: 2, styles: ["clear"]);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        await using var page = await browser.OpenAsync(host.Address);
        await page.GoToAsync("/");

        await page.DropAsync("notes.txt", "Dear diary");
        await Expect(page.Faults).ToHaveCountAsync(1);
        await Expect(page.Faults).ToContainTextAsync("This is not JSON");
        await page.DropAsync(
            "tale.json",
            storyboard.Replace("\"H\"", "\"\"", StringComparison.Ordinal).Replace("projects/tale", "../..", StringComparison.Ordinal));

        await Expect(page.Faults).ToHaveCountAsync(3);
        await Expect(page.Faults.First).ToContainTextAsync("$.projectPath");
        await Expect(page.Faults.Nth(1)).ToContainTextAsync("$.promptsByStyle.clear[0].transition_type");
        await Expect(page.Page.Locator("#storyboard")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.Button("Start")).ToBeDisabledAsync();
        var field = await page.Page.Locator("#storyboard").BoundingBoxAsync();
        var faults = await page.Page.Locator(".fault-pane").BoundingBoxAsync();
        Assert.True(
            faults!.X >= field!.X + field.Width && faults.Y < field.Y + field.Height, $"{faults.X},{faults.Y} is not beside the field.");

        await page.DropAsync("tale.json", storyboard);
        await Expect(page.Faults).ToHaveCountAsync(0);
        await Expect(page.Button("Start: 2 images")).ToBeEnabledAsync();
    }

    public void Dispose() => _folder.Dispose();
}
