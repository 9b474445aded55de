using ImageGen.Bench.Charts;
using ImageGen.Bench.Worlds;
using ImageGen.Simulator.Base;

namespace ImageGen.Bench.Engine;

/// <summary>Whether a beat of a large run costs more than one of a small run.</summary>
internal sealed class ScaleSection : ISection
{
    public string Name => "scale";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        page.Heading("Time and memory per beat, by the length of the run");
        page.Text(
            "The same instant model, one run of so many beats (a third in each style) on the embedded engine, as many at a time as it "
                + "likes. Memory is what the managed heap holds in all, "
            + "the benchmark's own included: at most while it ran, and at the end after a collection. Times are medians where a run is "
            + "short. Every beat is flushed to the disk six times, so "
            + "that a disk which others use too decides most of the time on it; in memory (`/dev/shm`) what is left is ImageGen's own.");
        var model = new InstantModel(await Images.DrawAsync(ImageMode.Tiny, cancellationToken));
        await MeasureAsync(300, inMemory: false, model, cancellationToken);
        var lines = new List<Series>();
        foreach (var inMemory in TempFolder.HasMemory ? (bool[])[true, false] : [false])
        {
            lines.Add(await MeasureAllAsync(page, inMemory, model, isQuick, cancellationToken));
        }

        page.Chart("scale", "Milliseconds a beat by the length of the run", new LineChart(
            "Time of a beat by the length of the run, model instant", "beats in the run", "ms a beat")
        {
            IsLog = true,
            Lines = lines,
        }.ToSvg());
    }

    private static async Task<Series> MeasureAllAsync(
        ReportPage page, bool inMemory, InstantModel model, bool isQuick, CancellationToken cancellationToken)
    {
        var name = inMemory ? "files in memory" : "files on the disk";
        var table = new MarkdownTable(
            $"beats, {name}", "ms a beat", "of that at 100", "processor ms a beat", "KB allocated a beat", "MB peak", "MB at the end");
        var points = new List<(double Beats, double Ms)>();
        foreach (var beats in isQuick ? (int[])[100, 1000, 3000] : [100, 300, 1000, 3000, 10_000, 30_000])
        {
            var runs = new List<Measured>();
            for (var i = 0; i < Math.Clamp(3000 / beats, 1, 15); i++)
            {
                runs.Add(await MeasureAsync(beats, inMemory, model, cancellationToken));
            }

            var run = runs.OrderBy(r => r.Cost.Milliseconds).ElementAt(runs.Count / 2);
            points.Add((beats, run.Cost.Milliseconds));
            table.Add(
                beats, run.Cost.Milliseconds, run.Cost.Milliseconds / points[0].Ms, run.Cost.Processor, run.Cost.Kilobytes,
                run.PeakMegabytes, run.EndMegabytes);
        }

        page.Table(table);
        return new Series(name, points);
    }

    private static async Task<Measured> MeasureAsync(int beats, bool inMemory, InstantModel model, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder(inMemory);
        await using var host = await EmbeddedHost.OpenAsync(
            folder.Root, model, new BenchKeys(1), EmbeddedHost.NoLimits, TimeProvider.System, cancellationToken);
        var storyboard = Boards.Of(beats / 3);
        var meter = Meter.Start();
        using var peak = new Peak();
        await host.RunAsync(storyboard, cancellationToken);
        var cost = meter.Stop(storyboard.BeatCount);
        return new Measured(cost, peak.Megabytes, GC.GetTotalMemory(forceFullCollection: true) / 1e6);
    }

    private sealed record Measured(Cost Cost, double PeakMegabytes, double EndMegabytes);
}
