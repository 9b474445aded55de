using System.Diagnostics;
using ImageGen.Bench.Worlds;
using ImageGen.Simulator.Base;

namespace ImageGen.Bench.Engine;

/// <summary>What it costs a run to be watched.</summary>
internal sealed class EventsSection : ISection
{
    public string Name => "events";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        var beats = isQuick ? 300 : 1500;
        page.Heading("Event stream");
        page.Text(
            $"A run of {beats} beats with the instant model while clients follow its event stream over HTTP, each from the first message "
                + "to the last; clients and server share "
            + "this process and its cores, and files lie in memory where that is possible, so that no disk blurs it. With a real model a "
            + "run sends a message or two a second; this is the worst case.");
        var model = new InstantModel(await Images.DrawAsync(ImageMode.Tiny, cancellationToken));
        await MeasureAsync(beats, 1, model, cancellationToken);
        var table = new MarkdownTable("clients", "seconds", "run takes", "messages", "messages a second", "MB a second");
        var alone = 0.0;
        foreach (var clients in (int[])[0, 1, 50, 200])
        {
            var runs = new List<Watched>();
            for (var i = 0; i < (isQuick ? 1 : 5); i++)
            {
                runs.Add(await MeasureAsync(beats, clients, model, cancellationToken));
            }

            var run = runs.OrderBy(r => r.RunSeconds).ElementAt(runs.Count / 2);
            alone = clients == 0 ? run.RunSeconds : alone;
            table.Add(
                clients,
                run.RunSeconds,
                FormattableString.Invariant($"{run.RunSeconds / alone:0.00}x"),
                run.Messages,
                run.Messages / run.AllSeconds,
                run.Bytes / 1e6 / run.AllSeconds);
        }

        page.Table(table);
    }

    private static async Task<Watched> MeasureAsync(int beats, int clients, InstantModel model, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder(TempFolder.HasMemory);
        await using var host = await EmbeddedHost.OpenAsync(
            folder.Root, model, new BenchKeys(1), EmbeddedHost.NoLimits, TimeProvider.System, cancellationToken);
        await using var server = await host.ServeAsync(cancellationToken);
        using var listeners = new EventClients();
        var start = Stopwatch.GetTimestamp();
        var id = await host.StartAsync(Boards.Of(beats / 3), cancellationToken);
        var following = listeners.FollowAsync(server.Addresses[0], id, clients, cancellationToken);
        var run = await host.EndOfAsync(id, cancellationToken);
        await following;
        return new Watched(run.Took.TotalSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds, listeners.Messages, listeners.Bytes);
    }

    private sealed record Watched(double RunSeconds, double AllSeconds, long Messages, long Bytes);
}
