using System.CommandLine;
using System.Diagnostics;
using ImageGen.Bench.Engine;
using ImageGen.Bench.Makespan;
using ImageGen.Bench.Processes;

namespace ImageGen.Bench;

/// <summary>The one command: measures, prints, and writes the tables and charts.</summary>
internal static class BenchCommand
{
    private static readonly Option<bool> Quick = new("--quick") { Description = "Fewer and smaller runs: about two minutes." };

    private static readonly Option<string?> Docs = new("--docs")
    {
        Description = "Where to write benchmarks.md and images/bench-*.svg. Default: nowhere, the tables are printed only.",
        HelpName = "DIR",
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = $"Only these sections: {string.Join(", ", Sections.Select(s => s.Name))}.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private static IEnumerable<ISection> Sections =>
        [new MakespanSection(), new WrongLimitSection(), new TroubleSection(), new OverheadSection(), new ScaleSection(),
            new SharingSection(), new EventsSection(), new ExportSection(), new StartUpSection(), new ResumeSection(), new MemorySection(),
            new ImagesSection()];

    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Measures ImageGen and prints every figure that its README claims, as Markdown.") { Quick, Docs, Only };
        root.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(Quick), parsed.GetValue(Docs), parsed.GetValue(Only) ?? [], cancellationToken));
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(bool isQuick, string? docs, string[] only, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var (page, load) = (new ReportPage(isQuick), Machine.Load());
        page.Text(Machine.Describe(DateTimeOffset.UtcNow));
        foreach (var section in Sections.Where(s => only.Length == 0 || only.Contains(s.Name, StringComparer.OrdinalIgnoreCase)))
        {
            Console.Error.WriteLine($"[{watch.Elapsed:mm\\:ss}] {section.Name}");
            await section.RunAsync(page, isQuick, cancellationToken);
        }

        page.Text(string.Create(
            CultureInfo.InvariantCulture,
            $"All of this took {watch.Elapsed.TotalMinutes:0.0} minutes. Load of the machine, this program included (busy threads, over a "
                + $"minute): {load} at the start, {Machine.Load()} at the end."));
        if (docs is not null)
        {
            page.Save(docs);
        }

        return 0;
    }
}
