using System.Diagnostics;
using Microsoft.Playwright;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace ImageGen.Tests.Browser;

/// <summary>Ten thousand beats as a table and as frames: what exists is bounded by the window, not by the storyboard.</summary>
[Collection(WithBrowser.Name)]
public sealed class LargeStoryboardPageTests(BrowserFixture browser, ITestOutputHelper output)
{
    private const int MostElements = 4_000;

    [Fact]
    public async Task Table_TenThousandBeats_OnlyRowsNearTheWindowExist()
    {
        await using var host = await ScriptedHost.StartAsync();
        await using var page = await browser.OpenAsync(host.Address);
        await page.GoToAsync("/");
        await page.DropAsync("film.json", StoryboardText.Of(shots: 1_000, beatsPerShot: 10));
        await Expect(page.Page.Locator(".large-file")).ToBeVisibleAsync();
        await page.Page.EvaluateAsync(
            """
            window.long = [];
            new PerformanceObserver((list) => window.long.push(...list.getEntries().map((e) => Math.round(e.duration)))).observe({ type: 'longtask' });
            """);
        var clock = Stopwatch.StartNew();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Edit as a table" }).ClickAsync();
        await Expect(page.Page.GetByLabel("clear prompt of beat 1.1", new() { Exact = true })).ToBeVisibleAsync();
        await ReportAsync("opened");

        await page.Page.GetByLabel("clear prompt of beat 1.1", new() { Exact = true }).PressSequentiallyAsync("Closer to the mill, from "
            + "above.");
        await ReportAsync("typed");
        await page.Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight / 2)");
        await Expect(page.Page.Locator(".board-row[aria-rowindex='5002']")).ToBeAttachedAsync();
        await ReportAsync("in the middle");
        await page.Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight)");
        await Expect(page.Page.Locator(".board-row[aria-rowindex='10001']")).ToBeAttachedAsync();
        await ReportAsync("at the end");
        await page.Button("Add a beat").First.ClickAsync();
        await Expect(page.Page.GetByText("10,001 beats, changed")).ToBeVisibleAsync();
        await ReportAsync("added");

        async Task ReportAsync(string step)
        {
            var elements = await page.Page.EvaluateAsync<int>("document.querySelectorAll('*').length");
            var rows = await page.Page.Locator(".board-group .board-row").CountAsync();
            var tasks = await page.Page.EvaluateAsync<string>("window.long.splice(0).join(' ') || 'none'");
            output.WriteLine($"{step}: {clock.ElapsedMilliseconds} ms, {rows} rows, {elements} elements, long tasks {tasks}");
            Assert.InRange(rows, 1, 200);
            Assert.InRange(elements, 1, MostElements);
            clock.Restart();
        }
    }

    [Fact]
    public async Task Frames_TenThousandBeatsFiltered_OnlyTheVisibleOnesExist()
    {
        await using var host = await ScriptedHost.StartAsync();
        host.Run = RunViewBuilder.Running(beats: 10_000, complete: 20);
        await using var page = await browser.OpenAsync(host.Address);
        await page.GoToAsync("/runs/run-1");
        await Expect(page.Card("illustration", "1.1")).ToBeVisibleAsync();

        await page.Button("Not approved").ClickAsync();

        await Expect(page.Button("Not approved")).ToContainTextAsync("30,000");
        await page.Frame("illustration", "1.1").FocusAsync();
        await page.Page.Keyboard.PressAsync("End");
        await Expect(page.Frame("illustration", "1000.10")).ToBeFocusedAsync();
        Assert.InRange(await page.Cards.CountAsync(), 6, 200);
    }
}
