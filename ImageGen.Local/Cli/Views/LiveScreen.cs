using ImageGen.Local.Host;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ImageGen.Local.Cli.Views;

/// <summary>For a terminal: a few lines that change in place.</summary>
internal sealed class LiveScreen(IAnsiConsole console, ErrorLog log, TimeProvider time) : IRunScreen
{
    public RunUpdate? Last { get; private set; }

    public async Task ShowAsync(IAsyncEnumerable<RunUpdate> updates, CancellationToken cancellationToken)
    {
        using var held = log.Hold();
        await console.Live(Text.Empty).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            await foreach (var update in updates.WithCancellation(cancellationToken))
            {
                Last = update;
                live.UpdateTarget(Render(update));
                live.Refresh();
            }
        });
    }

    private Rows Render(RunUpdate update)
    {
        // One column is left free: some terminals break the line in the last one.
        var lines = new ProgressLines(console.Profile.Width - 1, console.Profile.Capabilities.Unicode).Of(update.View, time.GetUtcNow());
        return new Rows(lines.Select(IRenderable (line) => new Markup(line.Length == 0 ? " " : line) { Overflow = Overflow.Crop }));
    }
}
