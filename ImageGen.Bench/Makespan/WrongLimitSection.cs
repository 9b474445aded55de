namespace ImageGen.Bench.Makespan;

/// <summary>What a limit that is configured too high costs.</summary>
internal sealed class WrongLimitSection : ISection
{
    public string Name => "wrong-limit";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        page.Heading("Calls wasted on 429");
        var beats = isQuick ? 100 : 300;
        var table = new MarkdownTable(
            $"{beats} beats x 3, 2 keys a style, 8 s a call", "seconds", "of the bound", "calls", "429", "429 per project", "wasted %");
        foreach (var (name, limit) in new[] { ("limit configured right (10 a minute)", 10), (
            "configured twice too high (10 where 5 is right)", 5) })
        {
            var world = new World { Beats = beats, Limit = limit, Configured = 10 };
            var ours = await world.OursAsync(cancellationToken);
            table.Add(
                name,
                ours.Seconds,
                ours.Seconds / world.Bound,
                ours.Calls,
                ours.Refused,
                ours.Refused / (3.0 * world.Keys),
                100.0 * ours.Refused / ours.Calls);
        }

        page.Table(table);
        page.Text("Too high, ImageGen learns the real limit from the refusals of its first burst, and asks for more only now and then: "
            + "what is wasted hardly grows with the length of the run.");
    }
}
