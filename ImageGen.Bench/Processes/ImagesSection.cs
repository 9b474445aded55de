using System.ComponentModel;
using System.Diagnostics;
using ImageGen.Bench.Worlds;
using ImageGen.Core.Generation;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Storyboards;
using ImageGen.Imaging;

namespace ImageGen.Bench.Processes;

/// <summary>What each image costs between its answer and its place: checked, converted, shrunk; beside libvips' own command line.</summary>
internal sealed class ImagesSection : ISection
{
    private const string Target = "1.3";

    public string Name => "images";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        page.Heading("Images");
        page.Text(
            "A JPEG of 1K (1376 x 768 pixels, quality 90, as Gemini sends it) is decoded strictly, converted to PNG, and made a WebP "
                + "thumbnail of 320 pixels, on one thread each. "
            + "Beside it the same by libvips' own commands, `vips copy` to PNG and `vipsthumbnail`, which read and write files in memory; "
            + "the time that both take to start and end "
            + $"(`--version`) is taken off. Medians of rounds in turn; the target is {Target} times the commands.");
        if (await VersionAsync(cancellationToken) is not { } version)
        {
            page.Text("Skipped: `vips` is not installed.");
            return;
        }

        using var folder = new TempFolder(TempFolder.HasMemory);
        var jpeg = LargeImage.Jpeg();
        await File.WriteAllBytesAsync(folder.File("in.jpg"), jpeg, cancellationToken);
        using var processor = new ImageProcessor(new VipsImageCodec(), atOnce: 1);
        var rounds = new List<(double Check, double Convert, double Thumbnail, double Copy, double Shrink, double Start)>();
        for (var i = 0; i <= (isQuick ? 10 : 40); i++)
        {
            var (check, convert, thumbnail) = await OursAsync(processor, jpeg, cancellationToken);
            rounds.Add((
                check, convert, thumbnail,
                await CommandAsync(folder, "vips", ["copy", "in.jpg", "out.png"], cancellationToken),
                await CommandAsync(folder, "vipsthumbnail", ["in.jpg", "--size", "320x320", "-o", "out.webp[Q=75]"], cancellationToken),
                await CommandAsync(folder, "vips", ["--version"], cancellationToken)
                    + await CommandAsync(folder, "vipsthumbnail", ["--version"], cancellationToken)));
        }

        // The first one loaded the libraries.
        rounds.RemoveAt(0);
        double Of(Func<(double Check, double Convert, double Thumbnail, double Copy, double Shrink, double Start), double> what) =>
            Statistics.Median(rounds.Select(what));
        var start = Of(r => r.Start);
        var (whole, theirs) = (Of(r => r.Check + r.Convert + r.Thumbnail), Of(r => r.Copy + r.Shrink) - start);
        var (convertAndShrink, table) = (Of(r => r.Convert + r.Thumbnail), new MarkdownTable("", "ImageGen, ms", "commands, ms", "ratio"));
        table.Add("to PNG", Of(r => r.Convert), Of(r => r.Copy) - (start / 2), Of(r => r.Convert) / (Of(r => r.Copy) - (start / 2)));
        table.Add(
            "thumbnail", Of(r => r.Thumbnail), Of(r => r.Shrink) - (start / 2), Of(r => r.Thumbnail) / (Of(r => r.Shrink) - (start / 2)));
        table.Add("both", convertAndShrink, theirs, convertAndShrink / theirs);
        table.Add("both, and the strict check", whole, theirs, whole / theirs);
        table.Add("both, and the strict check; the commands with their start", whole, theirs + start, whole / (theirs + start));
        page.Table(table);
        page.Text($"ImageGen with libvips {NetVips.NetVips.Version(0)}.{NetVips.NetVips.Version(1)}.{NetVips.NetVips.Version(2)}, the "
            + $"commands are {version}.");
    }

    private static async Task<(double Check, double Convert, double Thumbnail)> OursAsync(
        ImageProcessor processor, byte[] jpeg, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var check = await processor.CheckAsync(jpeg, cancellationToken);
        var afterCheck = Stopwatch.GetTimestamp();
        using var png = await processor.PrepareAsync(jpeg, ImageFormat.Jpeg, StoredImageFormat.Png, cancellationToken);
        var afterPng = Stopwatch.GetTimestamp();
        var thumbnail = await processor.MakeThumbnailAsync(jpeg, Thumbnails.LongEdge, cancellationToken);
        var end = Stopwatch.GetTimestamp();
        return check is ImageCheck.Whole && png.Format is ImageFormat.Png && thumbnail is not null
            ? (Milliseconds(began, afterCheck), Milliseconds(afterCheck, afterPng), Milliseconds(afterPng, end))
            : throw new InvalidOperationException("The image could not be processed.");
    }

    private static async Task<double> CommandAsync(
        TempFolder folder, string command, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder.Root, RedirectStandardOutput = true };
        start.Environment["VIPS_CONCURRENCY"] = "1";
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? Milliseconds(began, Stopwatch.GetTimestamp())
            : throw new InvalidOperationException($"{command} failed.");
    }

    private static async Task<string?> VersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("vips", "--version") { RedirectStandardOutput = true })!;
            return (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
