using ImageGen.Bench.Worlds;
using ImageGen.Core.Storyboards;
using ImageGen.Simulator.Base;

namespace ImageGen.Bench.Engine;

/// <summary>What the engine adds to the calls that a beat needs anyway.</summary>
internal sealed class OverheadSection : ISection
{
    private const int Parallel = 16;

    public string Name => "overhead";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        page.Heading("Overhead of the engine per beat");
        page.Text(
            "A model that answers at once, so that only ImageGen's own work is left: the engine against a bare loop of the same calls "
                + "(attempt into the log, model, check of the "
            + $"image, store, outcome into the log; all of it flushed to the same disk), both {Parallel} at a time in each style. Medians "
            + "of several runs, taken in turn.");
        var storyboard = Boards.Of(isQuick ? 100 : 300);
        storyboard = storyboard with { Options = storyboard.Options with { MaxParallel = Parallel } };
        var table = new MarkdownTable($"{storyboard.BeatCount} beats", "ms a beat", "processor ms a beat", "KB allocated a beat");
        foreach (var (name, mode) in new[] { ("tiny image", ImageMode.Tiny), ("640 x 360 image", ImageMode.Full) })
        {
            var model = new InstantModel(await Images.DrawAsync(mode, cancellationToken));
            var (bare, engine) = (new List<Cost>(), new List<Cost>());
            for (var i = 0; i <= (isQuick ? 2 : 5); i++)
            {
                bare.Add(await BareLoop.RunAsync(storyboard, model, Parallel, cancellationToken));
                engine.Add(await EngineAsync(storyboard, model, cancellationToken));
            }

            // The first of each warmed up.
            var (b, e) = (MedianOf(bare.Skip(1)), MedianOf(engine.Skip(1)));
            table.Add($"bare loop, {name}", b.Milliseconds, b.Processor, b.Kilobytes);
            table.Add($"engine, {name}", e.Milliseconds, e.Processor, e.Kilobytes);
            table.Add($"ratio, {name}", e.Milliseconds / b.Milliseconds, e.Processor / b.Processor, e.Kilobytes / b.Kilobytes);
        }

        page.Table(table);
    }

    public static async Task<Cost> EngineAsync(Storyboard storyboard, InstantModel model, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        await using var host = await EmbeddedHost.OpenAsync(
            folder.Root, model, new BenchKeys(1), EmbeddedHost.NoLimits, TimeProvider.System, cancellationToken);
        var meter = Meter.Start();
        await host.RunAsync(storyboard, cancellationToken);
        return meter.Stop(storyboard.BeatCount);
    }

    private static Cost MedianOf(IEnumerable<Cost> costs)
    {
        var all = costs.ToList();
        return new Cost(
            Statistics.Median(all.Select(c => c.Milliseconds)), Statistics
                .Median(all.Select(c => c.Processor)), Statistics
                .Median(all.Select(c => c.Kilobytes)));
    }
}
