using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace ImageGen.Tests.Browser;

/// <summary>The page as a person uses it. Collects everything that the browser complains of.</summary>
public sealed class PageDriver : IAsyncDisposable
{
    private readonly string _axeScript;
    private readonly ConcurrentQueue<string> _complaints = [];

    public PageDriver(IPage page, string axeScript)
    {
        Page = page;
        _axeScript = axeScript;
        page.SetDefaultTimeout(120_000);
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A refused request is logged by the browser itself, whatever the page makes of it.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Uncaught errors, and what the policy or the page has put on the console.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Status => Page.Locator(".summary .pill");

    public ILocator Connection => Page.Locator(".connection");

    public ILocator Cards => Page.Locator(".card");

    public ILocator Figures => Page.Locator(".summary .figures");

    public ILocator Failures => Page.Locator(".failures");

    public ILocator Faults => Page.Locator(".fault");

    public ILocator Viewer => Page.Locator("dialog.viewer");

    /// <summary>The thumbnails that have been loaded.</summary>
    public ILocator Images => Page.Locator(".frame img.shown");

    /// <summary>The cards of beats in a state, such as <c>generating</c>.</summary>
    public ILocator InState(string state) => Page.Locator($".card[data-state={state}]");

    /// <summary>The frame of a beat, which opens the large view.</summary>
    public ILocator Frame(string style, string beat) => Card(style, beat).GetByRole(AriaRole.Button);

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>The card of a beat.</summary>
    public ILocator Card(string style, string beat) =>
        Page.Locator($"#style-{style} .card", new() { Has = Page.GetByText(beat, new() { Exact = true }) });

    /// <summary>Goes to a route of the page, such as <c>/runs</c>.</summary>
    public Task GoToAsync(string route) => Page.GotoAsync($"/#{route}");

    /// <summary>Puts a storyboard into the text box, as by pasting.</summary>
    public Task PasteAsync(string storyboard) => Page.FillAsync("#storyboard", storyboard);

    /// <summary>Pastes a storyboard, waits for its estimate, and starts it.</summary>
    public async Task StartAsync(string storyboard, Func<Task>? whenEstimated = null)
    {
        await PasteAsync(storyboard);
        var start = Page.Locator(".estimate-pane[data-state=ready]").GetByRole(AriaRole.Button);
        await Assertions.Expect(start).ToBeEnabledAsync();
        await (whenEstimated?.Invoke() ?? Task.CompletedTask);
        await start.ClickAsync();
        await Assertions.Expect(Connection).ToContainTextAsync("Connected");
    }

    /// <summary>Goes to a control as a keyboard does.</summary>
    public async Task TabToAsync(ILocator control)
    {
        for (var tabs = 0; tabs < 60; tabs++)
        {
            if (await control.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                return;
            }

            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not come to {control}.");
    }

    /// <summary>Goes to a control as a keyboard does, and presses a key there.</summary>
    public async Task PressAsync(ILocator control, string key)
    {
        await TabToAsync(control);
        await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Drops a file onto the page.</summary>
    public Task DropAsync(string name, string text) => Page.EvaluateAsync(
        """
        ([name, text]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([text], name, { type: 'application/json' }));
          document.getElementById('main').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        }
        """,
        new[] { name, text });

    /// <summary>What axe-core has against the page as it is, by the rules of WCAG 2.2 A and AA and good practice.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(_axeScript));
        var result = await Page.EvaluateAsync<JsonElement>(
            "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })");
        return
        [
            .. from violation in result.GetProperty("violations").EnumerateArray()
               from node in violation.GetProperty("nodes").EnumerateArray()
               select $"{violation.GetProperty("id").GetString()}: {node.GetProperty("html").GetString()}",
        ];
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
