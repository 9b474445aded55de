using ImageGen.Tests.Local;
using ImageGen.Tests.Serving;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageGen.Tests.Browser;

/// <summary>Storyboards and beats edited on the page, as the embedded host serves it.</summary>
[Collection(WithBrowser.Name)]
public sealed class EditingPageTests(BrowserFixture browser) : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task EmptyPage_StoryboardWrittenAsATable_IsGeneratedAndOneBeatChangedByAnInstruction()
    {
        await using var drawing = await Drawing.StartAsync(StoryboardText.Of(shots: 1));
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        await using var page = await browser.OpenAsync(host.Address);
        drawing.Tap.Open();
        await page.GoToAsync("/");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Edit as a table" }).ClickAsync();
        await page.Page.FillAsync("#project-path", "night-tale");
        foreach (var style in (string[])["illustration", "clear", "consistent"])
        {
            await Cell(page, $"{style} prompt of beat 1.1").FillAsync($"A mill, {style}.");
        }

        // The second beat is in one style alone: its other prompts stay empty.
        await page.Button("Add a beat").First.ClickAsync();
        await Cell(page, "clear prompt of beat 1.2").FillAsync("Closer.");
        Assert.Empty(await page.ViolationsAsync());
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Check and start" }).ClickAsync();
        await page.Button("Start: 4 images").ClickAsync();
        await Expect(page.Status).ToHaveTextAsync("Completed");
        var first = page.Page.Url;

        await page.Frame("clear", "1.1").ClickAsync();
        await page.Viewer.GetByText("Edit this beat").ClickAsync();
        await page.Page.FillAsync("#edit-instruction", "Make it night.");
        await page.Button("Change the image").ClickAsync();
        await Expect(page.Viewer.Locator(".edit-offer")).ToContainTextAsync("1 image, about $");
        Assert.Empty(await page.ViolationsAsync());
        Assert.Equal(4, drawing.Gemini.Calls.Length);
        await page.Button("Generate 1 image").ClickAsync();

        await Expect(page.Viewer.Locator(".version")).ToHaveCountAsync(2);
        Assert.NotEqual(first, page.Page.Url);
        Assert.Equal(5, drawing.Gemini.Calls.Length);
        Assert.Equal(1, drawing.Gemini.Calls[^1].References);
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task StoryboardOfARun_EditedAndExported_HoldsTheChangeAndNothingElseChanged()
    {
        var storyboard = StoryboardText.Of(shots: 30, beatsPerShot: 2);
        await using var drawing = await Drawing.StartAsync(storyboard);
        await using var host = await ServingHost.StartAsync(_folder, drawing);
        await using var page = await browser.OpenAsync(host.Address);
        await page.GoToAsync("/");
        await page.StartAsync(storyboard);
        await page.Button("Edit storyboard").ClickAsync();
        await Expect(page.Page.GetByText("60 beats")).ToBeVisibleAsync();

        // Only rows near the screen exist.
        await Expect(Cell(page, "clear prompt of beat 1.2")).ToBeVisibleAsync();
        Assert.InRange(await page.Page.Locator(".board-group .board-row").CountAsync(), 1, 59);
        await Cell(page, "clear prompt of beat 1.2").FillAsync("A hare, from above.");
        await page.Button("Remove beat 1.1").ClickAsync();
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Button("Export JSON").ClickAsync());

        var expected = Read(storyboard);
        expected = expected with
        {
            Styles =
            [
                .. expected.Styles.Select(s => s with
                {
                    Beats =
                    [
                        .. s.Beats.Skip(1)
                        .Select(b => s.Style is ImageStyle.Clear && b.Id.Value == "1.2" ? b with { Prompt = "A hare, from above." } : b),
                    ],
                }),
            ],
        };
        Assert.Equal(Beats(expected), Beats(Read(await File.ReadAllTextAsync(await download.PathAsync()))));
        await page.Page.SetViewportSizeAsync(360, 800);
        Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(page.Complaints);
        drawing.Tap.Open();
    }

    public void Dispose() => _folder.Dispose();

    private static Storyboard Read(string json) =>
        Assert.IsType<StoryboardReadResult.Accepted>(StoryboardReader.Read(Encoding.UTF8.GetBytes(json))).Storyboard.WithoutLabels();

    private static string Beats(Storyboard storyboard) => Encoding.UTF8.GetString(ImageGenJson.Write(storyboard.Styles));

    private static ILocator Cell(PageDriver page, string label) => page.Page.GetByLabel(label, new() { Exact = true });
}
