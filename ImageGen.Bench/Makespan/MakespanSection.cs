using ImageGen.Bench.Charts;

namespace ImageGen.Bench.Makespan;

/// <summary>How long a storyboard takes: the predecessor's algorithm, the bound, and ImageGen.</summary>
internal sealed class MakespanSection : ISection
{
    public string Name => "makespan";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        page.Heading("Makespan: the predecessor, the bound, ImageGen");
        page.Text(
            "Each run draws a storyboard in three styles against the simulator, over HTTP, with limits as strict as the service's "
                + "(sliding window, per project). ImageGen is "
            + "the embedded host's own engine with its files on the disk; the predecessor's algorithm is written again from its documents. "
            + "Time is compressed: one clock, by which simulator and "
            + "measured program live, leaps to the next timer whenever this process has nothing to do. So seconds below are those that a "
            + "person would wait for limits and calls; what ImageGen "
            + "itself takes is not in them but in the next sections (milliseconds a beat). The bound is max(rate, longest chain), which "
            + "no schedule can beat; where chain and rate are about "
            + "equally long, none can reach it.");
        await HeadlineAsync(page, cancellationToken);
        await SweepAsync(
            page, "keys", "Number of keys a style (60 beats x 3, 8 s a call)", "keys a style", isQuick ? [1, 2, 4] : [1, 2, 3, 4, 6, 8],
            n => new World { Beats = 60, Keys = (int)n }, cancellationToken);
        await SweepAsync(
            page, "latency", "Latency of a call (30 beats x 3, 2 keys a style)", "seconds a call", isQuick ? [2, 30] : [2, 4, 8, 15, 30],
            n => new World { Latency = n }, cancellationToken);
        await SweepAsync(page, "chains", "Share of beats in one chain (30 beats x 3, 2 keys a style, 8 s a call)", "% of beats that "
            + "continue one another",
            isQuick ? [0, 50, 100] : [0, 25, 50, 75, 100], n =>
                new World { Chain = Math.Max(1, (int)Math.Round(30 * n / 100)) }, cancellationToken);
    }

    private static async Task HeadlineAsync(ReportPage page, CancellationToken cancellationToken)
    {
        var world = new World();
        var predecessor = await world.PredecessorsAsync(cancellationToken);
        var ours = await world.OursAsync(cancellationToken);
        var table = new MarkdownTable(
            "30 beats x 3 styles, 2 keys a style, 10 requests a minute, 8 s a call", "seconds", "of the bound", "calls", "429");
        table.Add(
            "predecessor's algorithm", predecessor.Seconds, predecessor.Seconds / world.Bound, predecessor.Calls, predecessor.Refused);
        table.Add("bound", world.Bound, 1.0, null, null);
        table.Add("ImageGen", ours.Seconds, ours.Seconds / world.Bound, ours.Calls, ours.Refused);
        page.Table(table);
        page.Chart("makespan", "Seconds for 30 beats in three styles", BarChart.ToSvg(
            "30 beats in three styles, 2 keys a style, 8 s a call",
            "seconds",
            [("ImageGen", ours.Seconds), ("predecessor", predecessor.Seconds), ("bound of the quota", world.Bound)]));
    }

    private static async Task SweepAsync(
        ReportPage page, string name, string title, string across, double[] values, Func<double, World> worldOf,
        CancellationToken cancellationToken)
    {
        var table = new MarkdownTable(title, "predecessor s", "bound s", "ImageGen s", "of the bound", "calls", "429");
        var points = new List<(double At, double Theirs, double Bound, double Ours)>();
        foreach (var value in values)
        {
            var world = worldOf(value);
            var (old, ours) = (await world.PredecessorsAsync(cancellationToken), await world.OursAsync(cancellationToken));
            points.Add((value, old.Seconds, world.Bound, ours.Seconds));
            table.Add(
                MarkdownTable.Short(value), old.Seconds, world.Bound, ours.Seconds, ours.Seconds / world.Bound, ours.Calls, ours.Refused);
        }

        page.Table(table);
        page.Chart(name, title, new LineChart(title, across, "seconds")
        {
            Lines =
            [
                new Series("ImageGen", [.. points.Select(p => (p.At, p.Ours))]),
                new Series("predecessor", [.. points.Select(p => (p.At, p.Theirs))]),
                new Series("bound", [.. points.Select(p => (p.At, p.Bound))], IsDashed: true),
            ],
        }.ToSvg());
    }
}
