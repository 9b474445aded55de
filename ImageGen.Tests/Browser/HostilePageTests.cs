using System.Collections.Concurrent;
using ImageGen.Tests.Local.Http.Support;
using static ImageGen.Tests.Builders.StoryboardBuilder;
using static Microsoft.Playwright.Assertions;

namespace ImageGen.Tests.Browser;

/// <summary>
/// The page over the real API, with a storyboard and a log that are all markup and script: it shows them and does nothing else.
/// </summary>
[Collection(WithBrowser.Name)]
public sealed class HostilePageTests(BrowserFixture browser)
{
    private static readonly string[] Hostile =
    [
        "<img src=x onerror=\"window.hit=1\">",
        "<script>window.hit=2</script>",
        "\"><svg onload=window.hit=3><iframe src=\"javascript:parent.hit=4\"></iframe>",
        "' onmouseover='window.hit=5' style='background:url(http://127.0.0.1:9/leak)",
        "javascript:window.hit=6",
        "</textarea></script><base href=\"http://127.0.0.1:9/\"><link rel=stylesheet href=\"//127.0.0.1:9/x.css\">",
        "{{constructor.constructor('window.hit=7')()}} ${window.hit=8}",
        "<a href=\"http://127.0.0.1:9/\" ping=\"http://127.0.0.1:9/\">a</a><meta http-equiv=refresh content=\"0;url=http://127.0.0.1:9/\">",
        "<form action=\"http://127.0.0.1:9/\"><input name=a autofocus onfocus=window.hit=9></form>",
        "\u202Eevil\u2066 \u0000 <!-- <style>*{background:url(http://127.0.0.1:9/)}</style>",
    ];

    [Fact]
    public async Task Page_StoryboardOfMarkupAndScript_ShowsItAsTextAndLoadsNothingElse()
    {
        await using var host = await TestHost.StartAsync();
        var run = await RunAsync(host);
        await using var page = await browser.OpenAsync(host.Address);
        var asked = new ConcurrentBag<string>();
        var dialogs = new ConcurrentBag<string>();
        page.Page.Request += (_, request) => asked.Add(request.Url);
        page.Page.Dialog += (_, dialog) => { dialogs.Add(dialog.Message); _ = dialog.DismissAsync(); };
        page.Page.Popup += (_, popup) => asked.Add(popup.Url);

        await page.GoToAsync("/runs");
        await Expect(page.Page.Locator($"a[href=\"#/runs/{run.Id}\"]")).ToBeVisibleAsync();
        await page.GoToAsync($"/runs/{run.Id}");
        await Expect(page.Cards).ToHaveCountAsync(Hostile.Length);
        await Expect(page.Page.Locator(".failures")).ToContainTextAsync(Hostile[0]);
        for (var beat = 1; beat <= Hostile.Length; beat++)
        {
            await page.Card("clear", $"1.{beat}").ClickAsync();
            await Expect(page.Page.Locator(".prompt")).ToContainTextAsync(Hostile[beat - 1][..12]);
            await page.Page.Keyboard.PressAsync("Escape");
        }

        await page.GoToAsync("/");
        foreach (var text in Hostile)
        {
            await page.PasteAsync(
                new JsonObject { ["projectPath"] = text, ["promptsByStyle"] = new JsonObject { [text] = new JsonArray() } }.ToJsonString());
            await Expect(page.Page.Locator(".fault").First).ToBeVisibleAsync();
        }

        Assert.Equal("undefined", await page.Page.EvaluateAsync<string>("typeof window.hit"));
        Assert.Empty(dialogs);
        Assert.Empty(page.Complaints);
        Assert.NotEmpty(asked);
        Assert.All(
            asked,
            url =>
                Assert.StartsWith(host.Address.ToString(), url.Replace("blob:", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    /// <summary>What the policy is for: script that got into the page all the same does not run, and nothing can be sent away.</summary>
    [Fact]
    public async Task Page_ScriptThatIsPutIntoIt_IsHeldByThePolicy()
    {
        await using var host = await TestHost.StartAsync();
        await using var page = await browser.OpenAsync(host.Address);
        await page.GoToAsync("/");

        var leaked = await page.Page.EvaluateAsync<string>(
            """
            async () => {
              document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hit=1"><div id=s style="color: rgb(1, 2, 3)"></div>');
              const script = document.createElement('script');
              script.textContent = 'window.hit=2';
              document.body.append(script);
              const tries = [
                fetch('http://127.0.0.1:9/').then(() => 'fetch', e => e.name),
                new Promise(done => { const i = new Image(); i.onload = () => done('image'); i.onerror = () => done('refused'); i.src = 'http://127.0.0.1:9/i.png'; }),
              ];
              const told = await Promise.all(tries);
              await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
              return `${window.hit} ${told} ${getComputedStyle(document.getElementById('s')).color === 'rgb(1, 2, 3)'}`;
            }
            """);

        Assert.Equal("undefined TypeError,refused false", leaked);
        Assert.Contains(page.Complaints, c => c.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    private static async Task<RunDocument> RunAsync(TestHost host)
    {
        var document = new StoryboardBuilder().Project(
            "projects/<img src=x onerror=window.hit=10>'\"").Styles(ImageStyle.Clear).Shots(1, Hostile.Length).BuildRun();
        var beats = document.Storyboard.Styles[0].Beats.Select(
            (beat, i) => beat with { Prompt = Hostile[i], ScriptPhrase = Hostile[i], Transition = "\"><b>" });
        document = document with { Storyboard = document.Storyboard with { Styles = [new StyleBeats(ImageStyle.Clear, [.. beats])] } };
        Assert.True(await host.Runs.CreateAsync(document, CancellationToken.None));
        await host.AppendAsync(document.Id, new RunStarted(At(0), 1), new RunPaused(At(1), PausedBy.Person, Hostile[1]),
            new BeatFailed(
                At(2), ImageStyle.Clear, BeatId.Parse("1.2"), null, new(FailureKind.InvalidRequest, Hostile[0], Code: Hostile[4]), 0));
        return document;
    }
}
