using ImageGen.Bench.Charts;

namespace ImageGen.Bench.Makespan;

/// <summary>What a service in trouble costs: stray refusals, an overload, a project that never answers.</summary>
internal sealed class TroubleSection : ISection
{
    public string Name => "trouble";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        page.Heading("A service in trouble");
        page.Text(
            "The same makespan while the service is in trouble. Stray 429s name the limit per minute although it is kept, and ask for 20 "
                + "s; the run after them has the same "
            + "data folder and a service cleanly, so that it shows what a wrong lesson costs. An overload answers every call with 503 "
            + "after 1 s; its time is part of the bound. "
            + "A dead project answers so all the time, and the bound is that of the others.");
        var beats = isQuick ? 100 : 300;
        var world = new World { Beats = beats };
        var stray = new Dictionary<double, (Result First, Result Next)>();
        foreach (var share in (double[])[0.01, 0.05])
        {
            stray[share] = await (world with { Stray = share }).OursAndNextAsync(cancellationToken);
        }

        var overload = world with { Overload = TimeSpan.FromMinutes(5) };
        var dead = world with { HasDeadProject = true };
        (string Name, double Bound, Result Result)[] rows =
        [
            ("1 % stray 429s", world.Bound, stray[0.01].First),
            ("the next run", world.Bound, stray[0.01].Next),
            ("5 % stray 429s", world.Bound, stray[0.05].First),
            ("the next run after 5 %", world.Bound, stray[0.05].Next),
            ("overload of 5 minutes", overload.Bound, await overload.OursAsync(cancellationToken)),
            ("one dead project of two", dead.Bound, await dead.OursAsync(cancellationToken)),
        ];

        var table = new MarkdownTable(
            $"{beats} beats x 3, 2 keys a style, 8 s a call", "bound s", "seconds", "of the bound", "calls", "refused", "refused %");
        foreach (var (name, bound, r) in rows)
        {
            table.Add(name, bound, r.Seconds, r.Seconds / bound, r.Calls, r.Refused, 100.0 * r.Refused / r.Calls);
        }

        page.Table(table);
        page.Chart("trouble", "Time of a run while the service is in trouble, as a ratio to its bound", BarChart.ToSvg(
            $"{beats} beats in three styles while the service is in trouble",
            "ratio to the bound",
            [.. rows.Select(r => (r.Name, r.Result.Seconds / r.Bound))]));
    }
}
