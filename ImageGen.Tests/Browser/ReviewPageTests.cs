using ImageGen.Tests.Local;
using ImageGen.Tests.Serving;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageGen.Tests.Browser;

/// <summary>Candidates, versions and reviews on the page, as the embedded host serves it.</summary>
[Collection(WithBrowser.Name)]
public sealed class ReviewPageTests(BrowserFixture browser) : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task EmptyPage_ToAChosenEditedApprovedBeat_IsLeftAloneWhenTheOthersAreRegenerated()
    {
        await using var drawing = await Drawing.StartAsync(StoryboardText.Of(shots: 1));
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        await using var page = await browser.OpenAsync(host.Address);
        drawing.Tap.Open();
        await page.GoToAsync("/");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Edit as a table" }).ClickAsync();
        await page.Page.FillAsync("#project-path", "two-takes");
        foreach (var style in (string[])["illustration", "clear", "consistent"])
        {
            await page.Page.GetByLabel($"{style} prompt of beat 1.1", new() { Exact = true }).FillAsync($"A mill, {style}.");
        }

        Assert.Empty(await page.ViolationsAsync());
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Check and start" }).ClickAsync();
        await page.Page.GetByLabel("Candidates").SelectOptionAsync("2");
        await Expect(page.Page.Locator(".estimate-pane")).ToContainTextAsync("3 images with 2 candidates each: 6 calls.");
        await page.Button("Start: 6 calls").ClickAsync();
        await Expect(page.Status).ToHaveTextAsync("Completed");

        await page.Frame("clear", "1.1").ClickAsync();
        await page.Viewer.GetByRole(AriaRole.Button, new() { Name = "Choose 2" }).ClickAsync();
        await Expect(page.Viewer.GetByRole(AriaRole.Button, new() { Name = "2 chosen" })).ToBeVisibleAsync();
        await page.Viewer.GetByText("Edit this beat").ClickAsync();
        await page.Page.FillAsync("#edit-instruction", "Make it night.");
        await page.Button("Change the image").ClickAsync();
        var edited = page.Page.Url;
        await page.Viewer.Locator(".edit-offer").GetByRole(AriaRole.Button).ClickAsync();
        await Expect(page.Page).Not.ToHaveURLAsync(edited);
        await Expect(page.Status).ToHaveTextAsync("Completed");
        await Expect(page.Viewer).ToBeVisibleAsync();

        await page.Page.Keyboard.PressAsync("a");
        await Expect(page.Viewer.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Beat 1.1 clear approved");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Card("clear", "1.1")).ToContainTextAsync("approved");
        var approved = await page.Card("clear", "1.1").Locator("img").GetAttributeAsync("src");
        var other = await page.Card("illustration", "1.1").Locator("img").GetAttributeAsync("src");
        var calls = drawing.Gemini.Calls.Length;

        await page.Button("Regenerate everything not approved").ClickAsync();
        var asked = page.Page.Locator("dialog.ask");
        await Expect(asked).ToContainTextAsync("Regenerate 2 beats that are not approved?");
        await Expect(asked).ToContainTextAsync("2 images, about $");
        Assert.Empty(await page.ViolationsAsync());
        Assert.Equal(calls, drawing.Gemini.Calls.Length);
        await page.Button("Regenerate 2 images").ClickAsync();
        await Expect(page.Card("illustration", "1.1").Locator("img")).Not.ToHaveAttributeAsync("src", other!);
        await Expect(page.Status).ToHaveTextAsync("Completed");

        Assert.Equal(calls + 2, drawing.Gemini.Calls.Length);
        await Expect(page.Card("clear", "1.1").Locator("img")).ToHaveAttributeAsync("src", approved!);
        await Expect(page.Card("clear", "1.1")).ToContainTextAsync("approved");
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Version_ComparedRestoredAndApproved_IsRegeneratedOnlyWhenConfirmed(int width, ColorScheme theme)
    {
        var storyboard = StoryboardText.Of(shots: 2, styles: ["clear"]);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        await using var page = await browser.OpenAsync(host.Address, width, theme);
        await page.GoToAsync("/");
        await page.StartAsync(storyboard);
        drawing.Tap.Open();
        await Expect(page.Status).ToHaveTextAsync("Completed");
        await page.Frame("clear", "1.1").ClickAsync();
        await Regenerate().ClickAsync();
        await page.Viewer.Locator(".version").Nth(1).ClickAsync();

        await Expect(page.Viewer.Locator(".compared-image")).ToBeVisibleAsync();
        await Expect(page.Viewer.Locator(".stage-figures figcaption").Nth(1)).ToContainTextAsync("gemini-nano-banana-2.1 · ");
        await Expect(page.Viewer.Locator(".prompt-diff")).ToContainTextAsync("The same: ");
        await CheckAsync();
        await page.Button("Restore this version").ClickAsync();
        await Expect(page.Viewer.GetByRole(AriaRole.Status).First).ToContainTextAsync("is restored");
        await Expect(page.Viewer.Locator(".compared-image")).ToBeHiddenAsync();
        await Expect(page.Viewer.Locator(".version")).ToHaveCountAsync(2);
        Assert.Equal(3, drawing.Gemini.Calls.Length);

        await page.Button("Add a note").ClickAsync();
        await page.Page.Keyboard.TypeAsync("a longer ear");
        await page.Button("Save note").ClickAsync();
        await Expect(page.Viewer.Locator(".review-note")).ToHaveTextAsync("a longer ear");
        await page.Page.Keyboard.PressAsync("a");
        await Expect(page.Viewer.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Beat 1.1 clear approved");
        await CheckAsync();
        await Regenerate().ClickAsync();
        await Expect(page.Page.Locator("dialog.ask")).ToContainTextAsync("Regenerate beat 1.1 (clear)? Its image is approved.");
        await CheckAsync();
        await page.Button("Keep what is approved").ClickAsync();
        Assert.Equal(3, drawing.Gemini.Calls.Length);
        await page.Page.Keyboard.PressAsync("Escape");

        await Filter("With a note").ClickAsync();
        await Expect(page.Cards).ToHaveCountAsync(1);
        await CheckAsync();
        await Filter("Not approved").ClickAsync();
        await Expect(page.Cards.Locator(".beat-number")).ToHaveTextAsync("2.1");
        await Filter("All").ClickAsync();
        await page.Frame("clear", "1.1").ClickAsync();
        await Regenerate().ClickAsync();
        await page.Button("Regenerate it").ClickAsync();
        await Expect(page.Viewer.GetByText("is another one by now")).ToBeVisibleAsync();
        await Expect(page.Viewer.Locator(".review-note")).ToHaveTextAsync("a longer ear");
        Assert.Equal(4, drawing.Gemini.Calls.Length);
        Assert.Empty(page.Complaints);

        ILocator Regenerate() => page.Viewer.GetByRole(AriaRole.Button, new() { Name = "Regenerate", Exact = true });

        ILocator Filter(string name) => page.Page.Locator(".filter", new() { HasText = name });

        async Task CheckAsync()
        {
            Assert.Empty(await page.ViolationsAsync());
            Assert.Equal(0, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        }
    }

    public void Dispose() => _folder.Dispose();
}
