using ImageGen.Tests.Imaging;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;
using static Microsoft.Playwright.Assertions;

namespace ImageGen.Tests.Browser;

/// <summary>What a browser transfers before a person has scrolled: the real API, its real thumbnails.</summary>
[Collection(WithBrowser.Name)]
public sealed class FirstScreenTests(BrowserFixture browser)
{
    private const string Transferred =
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, e) => sum + "
            + "e.transferSize, 0)";

    [Fact]
    public async Task TenThousandBeats_FirstScreen_TransfersAtMostAMegabyte()
    {
        const int Shots = 834;
        await using var server = await TestHost.StartAsync();
        var storyboard = new StoryboardBuilder().Shots(Shots, 4);
        var board = storyboard.Build();
        var images = Enumerable.Range(1, 5).Select(seed => SeededImages.Encode("png", seed, 1024, 576)).ToArray();
        var found = board.Styles.SelectMany(style => style.Beats.Select((beat, index) =>
        {
            var name = new ImageName(board.Project, style.Style, beat.Shot, beat.Id);
            var etag = index < 200 ? server.Images.Put(name, images[index % images.Length], ImageFormat.Png).ETag : "0";
            return (RunEvent)new BeatExisting(At(1), style.Style, beat.Id, name.PathAs(ImageFormat.Png), etag);
        }));
        var run = await server.PutRunAsync(storyboard, [new RunStarted(At(0), 1), .. found, new RunEnded(At(2), RunStatus.Completed)]);
        Assert.True(board.Styles.Sum(s => s.Beats.Length) >= 10_000);
        await using var page = await browser.OpenAsync(server.Client.BaseAddress!);

        await page.GoToAsync($"/runs/{run.Id}");

        await Expect(page.Page.Locator("#style-clear .frame img.shown").First).ToBeVisibleAsync();
        await page.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.Load);
        await Expect(page.Page.Locator(".frame img:not(.shown)")).ToHaveCountAsync(0);
        Assert.InRange(await page.Images.CountAsync(), 6, 200);
        Assert.InRange(await page.Page.EvaluateAsync<long>(Transferred), 50_000, 1_000_000);
        Assert.Empty(page.Complaints);
    }
}
