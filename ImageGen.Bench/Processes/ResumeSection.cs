using System.Diagnostics;
using ImageGen.Bench.Worlds;
using ImageGen.Simulator;
using ImageGen.Simulator.Base;
using ImageGen.Simulator.Requests;

namespace ImageGen.Bench.Processes;

/// <summary>How soon a killed run continues.</summary>
internal sealed class ResumeSection : ISection
{
    private const int AtOnce = 8;

    public string Name => "resume";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        page.Heading("Resume after a crash");
        page.Text(
            "`imagegen generate` as a process, killed (SIGKILL) when half of the images are there, and started again: from the start of "
                + "the process to the first new call at the "
            + "service. The simulator answers at once, without limits; "
            + $"{AtOnce} calls at a time in each style, so {3 * AtOnce} at most are made twice.");
        var table = new MarkdownTable(
            "beats", "first call of the first start, ms", "first new call after the crash, ms", "ratio", "calls made twice");
        foreach (var beats in isQuick ? (int[])[90, 999] : [90, 999, 9999])
        {
            var (fresh, resumed, twice) = await MeasureAsync(beats, cancellationToken);
            table.Add(beats, fresh, resumed, resumed / fresh, twice);
        }

        page.Table(table);
    }

    private static async Task<(double Fresh, double Resumed, long Twice)> MeasureAsync(int beats, CancellationToken cancellationToken)
    {
        var watch = new Calls();
        await using var simulator = await GeminiSimulator.StartAsync(
            new SimulatorOptions { Images = ImageMode.Tiny, Format = AnswerFormat.Png, Describe = watch.Note });
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File("storyboard.json"), Boards.ToJson(Boards.Of(beats / 3), AtOnce), cancellationToken);
        var fresh = await UntilAsync(folder, simulator, watch.Reach(1), watch.Reach(beats / 2), cancellationToken);
        var before = watch.Count;
        var resumed = await UntilAsync(folder, simulator, watch.Reach(before + 1), end: null, cancellationToken);
        return (fresh, resumed, watch.Count - beats);
    }

    /// <summary>Milliseconds to the first call; the process is killed at <paramref name="end"/>, or else runs to its own.</summary>
    private static async Task<double> UntilAsync(
        TempFolder folder, GeminiSimulator simulator, Task first, Task? end, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Cli.Start(folder.Root, simulator.BaseUrl, new BenchKeys(1), "generate", "storyboard.json");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var exit = process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(first, exit) == exit)
        {
            throw new InvalidOperationException($"generate ended without a call: {await output}{await errors}");
        }

        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (end is not null)
        {
            await end;
            process.Kill();
        }

        await exit;
        return end is not null || process.ExitCode == 0 ? took : throw new InvalidOperationException($"generate failed: {await errors}");
    }

    /// <summary>Counts the calls that reach the service.</summary>
    private sealed class Calls
    {
        private readonly Lock _gate = new();
        private readonly List<(int At, TaskCompletionSource Reached)> _waits = [];
        private int _count;

        public int Count => _count;

        /// <summary>Never a label: it is only told of every call.</summary>
        public SceneLabel? Note(SimulatorRequest request)
        {
            lock (_gate)
            {
                _count++;
                _waits.Where(w => w.At <= _count).ToList().ForEach(w => w.Reached.TrySetResult());
                _waits.RemoveAll(w => w.At <= _count);
            }

            return null;
        }

        public Task Reach(int count)
        {
            lock (_gate)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waits.Add((count, reached));
                return reached.Task;
            }
        }
    }
}
