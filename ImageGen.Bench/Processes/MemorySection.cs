using ImageGen.Bench.Worlds;
using NetVips;

namespace ImageGen.Bench.Processes;

/// <summary>What a process takes while many large answers arrive at the same moment.</summary>
internal sealed class MemorySection : ISection
{
    private const int AtOnce = 60;

    public string Name => "memory";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        page.Heading("Memory with 60 attempts in flight");
        page.Text(
            $"`imagegen generate` as a process with {AtOnce} attempts in flight. The service holds all answers back until the last "
                + "request has come and sends them at the same moment. "
            + "The largest resident set that the system saw (`VmHWM`), native memory of the image library and mapped files included. "
            + "Noise cannot be compressed, so that an image "
            + "takes its full size; what is not PNG is converted to PNG before it is stored.");
        var table = new MarkdownTable(
            "each image", "MB an image", "MB of answers together", "peak MB", "MB at the first request", "seconds");
        foreach (var (name, bytes) in Images(isQuick))
        {
            var (before, peak, took) = await MeasureAsync(
                bytes, name.EndsWith("PNG", StringComparison.Ordinal) ? "image/png" : "image/jpeg", cancellationToken);
            table.Add(name, Megabytes(bytes.Length), Megabytes(bytes.Length * 4.0 / 3 * AtOnce), peak, before, took);
        }

        page.Table(table);
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Images(bool isQuick)
    {
        using var small = Noise(820);
        yield return ("2 MB PNG", small.PngsaveBuffer());
        using var photo = Noise(1400);
        yield return ("2 MB JPEG", photo.JpegsaveBuffer(q: 85));
        if (!isQuick)
        {
            using var large = Noise(2390);
            yield return ("17 MB PNG", large.PngsaveBuffer(compression: 1));
        }
    }

    private static Image Noise(int side)
    {
        using var noise = Image.Gaussnoise(side, side * 3, mean: 128, sigma: 60, seed: 7);
        using var bytes = noise.Cast(NetVips.Enums.BandFormat.Uchar);
        Image[] bands = [.. Enumerable.Range(0, 3).Select(n => bytes.Crop(0, n * side, side, side))];
        using var all = bands[0].Bandjoin(bands[1..]);
        return all.Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
    }

    private static async Task<(double Before, double Peak, double Seconds)> MeasureAsync(
        byte[] image, string type, CancellationToken cancellationToken)
    {
        await using var service = await HeldAnswers.StartAsync(image, type, AtOnce);
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File("storyboard.json"), Boards.ToJson(Boards.Of(AtOnce / 3), AtOnce), cancellationToken);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var process = Cli.Start(folder.Root, service.BaseUrl, new BenchKeys(1), "generate", "storyboard.json");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var exit = process.WaitForExitAsync(cancellationToken);
        var (before, peak) = (0.0, 0.0);
        while (!exit.IsCompleted)
        {
            peak = Math.Max(peak, Resident(process.Id));
            before = service.HasBegun ? before : peak;
            await Task.WhenAny(exit, Task.Delay(20, cancellationToken));
        }

        return process.ExitCode == 0
            ? (before, peak, watch.Elapsed.TotalSeconds)
            : throw new InvalidOperationException($"generate failed: {await output}{await errors}");
    }

    private static double Resident(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status").FirstOrDefault(
                l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0
                : double.Parse(line["VmHWM:".Length..].Replace("kB", null, StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1000;
        }
        catch (IOException)
        {
            // It has ended.
            return 0;
        }
    }

    private static double Megabytes(double bytes) => bytes / 1_000_000;
}
