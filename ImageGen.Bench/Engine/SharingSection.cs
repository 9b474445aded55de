using ImageGen.Bench.Worlds;
using ImageGen.Core.Storyboards;
using ImageGen.Simulator.Base;

namespace ImageGen.Bench.Engine;

/// <summary>Whether runs that share a cap of attempts in flight use it as well as one run alone.</summary>
internal sealed class SharingSection : ISection
{
    private const int PerStyle = 20;

    private static readonly TimeSpan Takes = TimeSpan.FromMilliseconds(500);

    public string Name => "sharing";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        var images = isQuick ? 600 : 2400;
        page.Heading("Runs that share a cap of attempts in flight");
        page.Text(
            $"{images} images by runs that are started together on the embedded engine, with at most {PerStyle} attempts of each style in "
            + $"flight, of {Takes.TotalMilliseconds:0} ms each; files in memory where that is possible. The clock leaps from timer to "
            + "timer, so that a busy machine is not "
            + "charged for: what is measured is waiting. The bound is as many attempts a second as the cap allows. "
            + "A place that comes free goes to the next run in line at once.");
        var model = new InstantModel(await Images.DrawAsync(ImageMode.Tiny, cancellationToken));
        var table = new MarkdownTable("runs", "seconds", "images a second", "of the bound");
        foreach (var runs in (int[])[1, 2, 5, 20])
        {
            var seconds = await MeasureAsync(runs, images, model, cancellationToken);
            var bound = PerStyle * ImageStyles.All.Count / Takes.TotalSeconds;
            table.Add(
                runs,
                seconds,
                images / seconds,
                FormattableString.Invariant($"{100 * images / seconds / bound:0.0} %"));
        }

        page.Table(table);
    }

    private static async Task<double> MeasureAsync(
        int runs, int images, InstantModel model, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder(TempFolder.HasMemory);
        using var time = new LeapingTime();
        await using var host = await EmbeddedHost.OpenAsync(
            folder.Root,
            new SlowModel(model, Takes, time),
            new BenchKeys(1),
            EmbeddedHost.NoLimits with { MaxInFlightInAll = PerStyle },
            time,
            cancellationToken);
        var start = time.GetTimestamp();
        var ids = new List<string>();
        for (var run = 1; run <= runs; run++)
        {
            var board = Boards.Of(images / runs / ImageStyles.All.Count, path: FormattableString.Invariant($"bench{run}"));
            ids.Add(await host.StartAsync(board, cancellationToken));
        }

        await Task.WhenAll(ids.Select(id => host.EndOfAsync(id, cancellationToken)));
        return time.GetElapsedTime(start).TotalSeconds;
    }
}
