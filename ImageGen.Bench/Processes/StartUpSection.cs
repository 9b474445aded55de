using System.Diagnostics;
using ImageGen.Bench.Worlds;

namespace ImageGen.Bench.Processes;

/// <summary>How long a person waits before anything happens.</summary>
internal sealed class StartUpSection : ISection
{
    public string Name => "start-up";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        page.Heading("Start-up");
        page.Text("From the start of the process to its end (`--help`, `runs` in an empty folder) or to the first answer over HTTP "
            + "(`serve`). Medians; the target is one second.");
        var count = isQuick ? 3 : 9;
        var table = new MarkdownTable("command", "ms", "of a program that does nothing", "slowest ms");
        var nothing = 0.0;
        foreach (var (name, measure) in Commands)
        {
            var times = new List<double>();
            for (var i = 0; i <= count; i++)
            {
                using var folder = new TempFolder();
                times.Add(await measure(folder.Root, cancellationToken));
            }

            // The first one read the program from the disk.
            var median = Statistics.Median(times.Skip(1));
            nothing = nothing == 0 ? median : nothing;
            table.Add(name, median, median / nothing, times.Skip(1).Max());
        }

        page.Table(table);
    }

    private static IEnumerable<(string Name, Func<string, CancellationToken, Task<double>> Measure)> Commands =>
    [
        ("a program that does nothing", (folder, token) => ToEndAsync(() => Cli.Nothing(folder), token)),
        ("imagegen --help", (folder, token) => ToEndAsync(() => Cli.Start(folder, "--help"), token)),
        ("imagegen runs", (folder, token) => ToEndAsync(() => Cli.Start(folder, "runs"), token)),
        ("imagegen serve, first answer of /api/runs", (folder, token) => ToAnswerAsync(folder, "/api/runs", token)),
        ("imagegen serve, first answer of the page", (folder, token) => ToAnswerAsync(folder, "/", token)),
    ];

    private static async Task<double> ToEndAsync(Func<Process> start, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = start();
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return process.ExitCode == 0
            ? took
            : throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(cancellationToken));
    }

    private static async Task<double> ToAnswerAsync(string folder, string path, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        var began = Stopwatch.GetTimestamp();
        using var process = Cli.Start(folder, "serve", "--urls", "http://127.0.0.1:0");
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            var address = line?.Split(' ', '.').Length > 1
                ? line.Split(' ')[1].TrimEnd('.')
                : throw new InvalidOperationException("serve did not say where it listens.");
            (await http.GetAsync(address + path, cancellationToken)).EnsureSuccessStatusCode();
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
