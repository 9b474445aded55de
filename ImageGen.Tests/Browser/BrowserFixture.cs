using Microsoft.Playwright;

namespace ImageGen.Tests.Browser;

/// <summary>One browser for all tests of the page; each test opens its own context in it.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private ChromiumPackage? _package;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        _package = await ChromiumPackage.InstallAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = _package.Executable,
            Env = _package.Environment.Concat(Inherited()),
            Args = ["--no-sandbox", "--disable-gpu"],
        });

        // Generous: the machine may be busy, and nothing waits longer than it must.
        Assertions.SetDefaultExpectTimeout(120_000);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A page in a context of its own.</summary>
    public async Task<PageDriver> OpenAsync(Uri host, int width = 1280, ColorScheme theme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = host.ToString(),
            ColorScheme = theme,
            Locale = "en-GB",
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "UTC",
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        return new PageDriver(await context.NewPageAsync(), _package!.AxeScript);
    }

    private static IEnumerable<KeyValuePair<string, string>> Inherited() =>
        from name in (string[])["HOME", "PATH", "TMPDIR"]
        let value = Environment.GetEnvironmentVariable(name)
        where value is not null
        select KeyValuePair.Create(name, value);
}

[CollectionDefinition(Name)]
public sealed class WithBrowser : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}
