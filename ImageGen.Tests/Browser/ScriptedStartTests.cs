using ImageGen.Core.Api.Requests;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ImageGen.Tests.Browser;

/// <summary>The page before a start, against a host that a test has wholly in hand.</summary>
[Collection(WithBrowser.Name)]
public sealed class ScriptedStartTests(BrowserFixture browser) : IAsyncLifetime
{
    private ScriptedHost _host = null!;

    public async Task InitializeAsync() => _host = await ScriptedHost.StartAsync();

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(900, ColorScheme.Dark)]
    [InlineData(1600, ColorScheme.Light)]
    public async Task Start_AnyWidthAndTheme_IsAccessibleAndKeepsItsPolicy(int width, ColorScheme theme)
    {
        await using var page = await browser.OpenAsync(_host.Address, width, theme);
        await page.GoToAsync("/");
        await Expect(page.Heading).ToHaveTextAsync("Turn a storyboard into images");

        Assert.Empty(await page.ViolationsAsync());
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Fault_Chosen_SelectsItsPlaceInTheStoryboard()
    {
        _host.Faults =
        [
            new Fault("$.promptsByStyle.clear[1].ai_prompt", "The prompt is empty.", "Write what the image should show."),
            new Fault("$.projectPath", "It is missing.", "Give the project a name."),
        ];
        await using var page = await browser.OpenAsync(_host.Address);
        await page.GoToAsync("/");
        await page.PasteAsync("""{ "promptsByStyle": { "clear": [{ "ai_prompt": "a" }, { "x": "]}\"", "ai_prompt": "  " }] } }""");

        await page.Page.Locator(".fault", new() { HasText = "The prompt is empty." }).ClickAsync();

        Assert.Equal("\"  \"", await page.Page.EvaluateAsync<string>(
            "(() => { const t = document.activeElement; return t.value.slice(t.selectionStart, t.selectionEnd); })()"));
        await Expect(page.Page.Locator(".fault-pane h2")).ToHaveTextAsync(" 2 things to fix");
        await Expect(page.Button("Start")).ToBeDisabledAsync();
        Assert.Empty(await page.ViolationsAsync());
    }

    [Fact]
    public async Task Check_LearnedLimit_IsShownAndCanBeReset()
    {
        _host.Report = new CheckReport(
            true, "m", [new CheckedKey("clear", "clear-1", "tales", KeyStatus.Works, null)], new CheckedStorage("here", true, null), [], [])
        {
            Limits = [new CheckedLimit("clear", "tales", 10, 4)],
            DefaultStyleReferences = [new CheckedDefaultReference("clear", "/styles/ink.png", true, null)],
        };
        await using var page = await browser.OpenAsync(_host.Address);
        await page.GoToAsync("/");

        await page.Button("Check keys").ClickAsync();

        var result = page.Page.Locator(".check-result");
        await Expect(result).ToContainTextAsync("clear: learned limit 4 of 10 requests per minute for project tales");
        await Expect(result).ToContainTextAsync("Default style reference: clear /styles/ink.png.");
        Assert.Empty(await page.ViolationsAsync());

        await page.Button("Reset learned limits").ClickAsync();

        await Expect(result).ToContainTextAsync("clear: limit 10 requests per minute for project tales");
        await Expect(page.Button("Reset learned limits")).ToHaveCountAsync(0);
        Assert.Equal(["", "?resetLimits=true"], _host.Checks);
    }

    /// <summary>Who has set a limit must not lose it by correcting a word.</summary>
    [Fact]
    public async Task CostLimit_Typed_OutlivesEditsOfTheStoryboard()
    {
        await using var page = await browser.OpenAsync(_host.Address);
        await page.GoToAsync("/");
        await page.PasteAsync("{ \"projectPath\": \"a\" }");
        Assert.Equal("{ \"projectPath\": \"a\" }", await _host.Estimated.Reader.ReadAsync());

        await page.Page.GetByLabel("Cost limit").FillAsync("2.5");
        Assert.Equal("{\"projectPath\":\"a\",\"options\":{\"maxCostUsd\":2.5}}", await _host.Estimated.Reader.ReadAsync());
        await page.PasteAsync("{ \"projectPath\": ");
        await page.PasteAsync("{ \"projectPath\": \"b\" }");
        Assert.Equal("{\"projectPath\":\"b\",\"options\":{\"maxCostUsd\":2.5}}", await _host.Estimated.Reader.ReadAsync());

        await Expect(page.Button("Start: 7 images")).ToBeEnabledAsync();
        await page.PasteAsync("{ \"projectPath\": \"b\", \"options\": { \"maxCostUsd\": 9 } }");
        await Expect(page.Page.GetByLabel("Cost limit")).ToHaveValueAsync("9");
    }
}
