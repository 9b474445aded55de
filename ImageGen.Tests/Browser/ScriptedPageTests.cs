using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageGen.Tests.Browser;

/// <summary>The page of a run, against a host that a test has wholly in hand.</summary>
[Collection(WithBrowser.Name)]
public sealed class ScriptedPageTests(BrowserFixture browser) : IAsyncLifetime
{
    private ScriptedHost _host = null!;

    public async Task InitializeAsync() => _host = await ScriptedHost.StartAsync();

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task Names_WithMarkup_AreShownAsText()
    {
        const string Hostile = "<img src=x onerror=alert(1)>";
        _host.Run = RunViewBuilder.Running(beats: 3, complete: 1, project: Hostile);
        await using var page = await browser.OpenAsync(_host.Address);
        await page.GoToAsync("/runs/run-1");
        await Expect(page.Heading).ToHaveTextAsync(Hostile);

        await page.Card("clear", "1.1").ClickAsync();

        await Expect(page.Page.Locator(".prompt")).ToHaveTextAsync(Hostile);
        Assert.Equal(0, await page.Page.Locator("img[src=x]").CountAsync());
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Stream_CutAndRepeated_ContinuesWithoutGapOrRepeat()
    {
        _host.Run = RunViewBuilder.Running(beats: 4, styles: "clear");
        await using var page = await browser.OpenAsync(_host.Address);
        await page.GoToAsync("/runs/run-1");
        Assert.Equal(100, await _host.StreamsOpened.Reader.ReadAsync());

        _host.Send(101, Complete("1.1"));
        await Expect(page.Card("clear", "1.1")).ToHaveAttributeAsync("data-state", "complete");
        _host.Cut();
        Assert.Equal(101, await _host.StreamsOpened.Reader.ReadAsync());
        _host.Send(101, Complete("1.1"));
        _host.Send(102, Complete("1.2"));

        await Expect(page.Card("clear", "1.2")).ToHaveAttributeAsync("data-state", "complete");
        await Expect(page.Connection).ToContainTextAsync("Connected");
        await Expect(page.Page.Locator(".summary .figures")).ToContainTextAsync("2 of 4");
        await Expect(page.Page.Locator(".summary .figures")).ToContainTextAsync("$0.50");
    }

    [Fact]
    public async Task Events_OfEveryKind_AreShownWithSymbolWordAndReason()
    {
        _host.Run = RunViewBuilder.Running(beats: 5, styles: "clear");
        await using var page = await browser.OpenAsync(_host.Address);
        await page.GoToAsync("/runs/run-1");
        await _host.StreamsOpened.Reader.ReadAsync();

        _host.Send(101, Progress("1.1", "generating"));
        _host.Send(102, Progress("1.2", "error", error: "The prompt was blocked (IMAGE_SAFETY)."));
        _host.Send(103, Progress("1.3", "skipped", imageUri: "/api/projects/lighthouse/images/clear/1.3"));
        _host.Send(104, Progress("1.4", "skipped"));
        _host.Send(106, new
        {
            type = "attempt",
            style = "clear",
            beat_number = "1.1",
            error = "Key clear-2 has expired.",
            costUsd = 0,
            kind = "invalidKey",
        });
        _host.Send(107, new { type = "waiting", style = "clear", reason = "all 2 keys cool", until = "2126-01-01T00:00:00Z" });

        await Expect(page.Card("clear", "1.1")).ToContainTextAsync("pending");
        await Expect(page.Card("clear", "1.2").Locator(".state")).ToContainTextAsync("error");
        await Expect(page.Card("clear", "1.3")).ToContainTextAsync("existing");
        await Expect(page.Card("clear", "1.4")).ToContainTextAsync("skipped");
        await Expect(page.Cards.Locator(".state svg")).ToHaveCountAsync(5);
        await Expect(page.Page.Locator(".failures")).ToContainTextAsync("The prompt was blocked (IMAGE_SAFETY).");
        await Expect(page.Page.GetByRole(AriaRole.List, new() { Name = "What the run waits for" })).ToContainTextAsync(
            "clear waits: all 2 keys cool. Next call in");
        await Expect(page.Page.GetByRole(AriaRole.List, new() { Name = "Keys that are not used" })).ToContainTextAsync(
            "clear: Key clear-2 has expired.");
        Assert.Empty(await page.ViolationsAsync());
    }

    [Fact]
    public async Task Wait_OfAllStylesForTheSame_IsSaidOnce()
    {
        _host.Run = RunViewBuilder.Running(beats: 2, styles: ["clear", "consistent"]);
        await using var page = await browser.OpenAsync(_host.Address);
        await page.GoToAsync("/runs/run-1");
        await _host.StreamsOpened.Reader.ReadAsync();

        _host.Send(101, new { type = "waiting", style = "clear", reason = "a connection to Gemini", until = "2126-01-01T00:00:00Z" });
        _host.Send(102, new { type = "waiting", style = "consistent", reason = "a connection to Gemini", until = "2126-01-01T00:00:00Z" });

        var waits = page.Page.GetByRole(AriaRole.List, new() { Name = "What the run waits for" }).GetByRole(AriaRole.Listitem);
        await Expect(waits).ToContainTextAsync("clear, consistent wait: a connection to Gemini. Next call in");
        _host.Send(103, new { type = "waiting", style = "clear" });
        await Expect(waits).ToContainTextAsync("consistent waits: a connection to Gemini. Next call in");
    }

    [Fact]
    public async Task Complete_Told_EndsTheRunAndTheStream()
    {
        _host.Run = RunViewBuilder.Running(beats: 1, styles: "clear");
        await using var page = await browser.OpenAsync(_host.Address);
        await page.GoToAsync("/runs/run-1");
        await _host.StreamsOpened.Reader.ReadAsync();

        _host.Run = RunViewBuilder.Running(beats: 1, complete: 1, styles: "clear") with
        {
            Status = RunStatus.Completed,
            EndedAt = RunViewBuilder.Start.AddMinutes(1),
        };
        _host.Send(101, new { type = "complete", result = _host.Run });

        await Expect(page.Status).ToHaveTextAsync("Completed");
        await Expect(page.Button("Pause")).ToBeHiddenAsync();
        _host.Cut();
        await page.Page.ReloadAsync();
        await Expect(page.Status).ToHaveTextAsync("Completed");
        Assert.False(_host.StreamsOpened.Reader.TryRead(out _));
    }

    [Fact]
    public async Task TenThousandBeats_ScrolledByKeyboard_OnlyTheVisibleOnesExist()
    {
        _host.Run = RunViewBuilder.Running(beats: 10_000);
        await using var page = await browser.OpenAsync(_host.Address);
        await page.GoToAsync("/runs/run-1");
        await Expect(page.Card("illustration", "1.1")).ToBeVisibleAsync();

        await page.Card("illustration", "1.1").GetByRole(AriaRole.Button).FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Card("illustration", "1.2").GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("End");
        await Expect(page.Card("illustration", "1000.10").GetByRole(AriaRole.Button)).ToBeFocusedAsync();

        await Expect(page.Card("clear", "1000.10")).ToBeInViewportAsync();
        Assert.InRange(await page.Cards.CountAsync(), 6, 200);
        Assert.Equal(1, await page.Page.Locator("#style-illustration [tabindex='0']").CountAsync());
    }

    [Fact]
    public async Task Key_AskedFor_GoesWithEveryRequestImagesIncluded()
    {
        _host.Run = RunViewBuilder.Running(beats: 3, complete: 3);
        _host.Key = "test-key-1";
        await using var page = await browser.OpenAsync(_host.Address);
        await page.GoToAsync("/runs/run-1");

        await page.Page.GetByLabel("API key").FillAsync("test-key-2");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Page.GetByText("The host did not accept that key.")).ToBeVisibleAsync();
        Assert.Empty(await page.ViolationsAsync());
        _host.Refused.Clear();
        await page.Page.GetByLabel("API key").FillAsync("test-key-1");
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Page.Locator(".frame img.shown")).ToHaveCountAsync(9);
        await Expect(page.Connection).ToContainTextAsync("Connected");
        await page.Page.ReloadAsync();
        await Expect(page.Page.Locator(".frame img.shown")).ToHaveCountAsync(9);
        Assert.Empty(_host.Refused);
    }

    /// <summary>What was typed before the prompt came was lost when it came.</summary>
    [Fact]
    public async Task Edit_PromptIsNotKnownYet_NothingCanBeTyped()
    {
        _host.Run = RunViewBuilder.Running(beats: 1, complete: 1, styles: "clear") with
        {
            Status = RunStatus.Completed,
            EndedAt = RunViewBuilder.Start.AddMinutes(1),
        };
        await using var page = await browser.OpenAsync(_host.Address);
        var known = new TaskCompletionSource();
        await page.Page.RouteAsync("**/beats/**", async route =>
        {
            await known.Task;
            await route.ContinueAsync();
        });
        await page.GoToAsync("/runs/run-1");
        await page.Frame("clear", "1.1").ClickAsync();
        await page.Viewer.GetByText("Edit this beat").ClickAsync();
        var instruction = page.Page.Locator("#edit-instruction");

        await Expect(page.Viewer.Locator("details.edit")).ToHaveAttributeAsync("open", "");
        await Expect(instruction).ToBeHiddenAsync();
        known.SetResult();
        await instruction.FillAsync("Make it night.");
        await Expect(page.Viewer.Locator("#edit-prompt")).ToHaveValueAsync("<img src=x onerror=alert(1)>");
        await Expect(instruction).ToHaveValueAsync("Make it night.");
    }

    private static object Complete(string beat) =>
        Progress(beat, "complete", imageUri: $"/api/projects/lighthouse/images/clear/{beat}", costUsd: 0.25m);

    private static object Progress(string beat, string status, string? imageUri = null, string? error = null, decimal? costUsd = null) =>
        new { type = "progress", style = "clear", beat_number = beat, completed = 1, total = 4, status, imageUri, error, costUsd };
}
