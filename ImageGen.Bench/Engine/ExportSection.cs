using System.Diagnostics;
using ImageGen.Bench.Worlds;
using ImageGen.Core.Api.Exports;
using ImageGen.Core.Models.Images;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Export;
using ImageGen.Imaging;

namespace ImageGen.Bench.Engine;

/// <summary>How long exports take, and whether their memory grows with the storyboard.</summary>
internal sealed class ExportSection : ISection
{
    private static readonly ImmutableArray<(string Name, ExportOptions Options)> Exports =
    [
        ("contact sheet, one style", new ExportOptions { Format = ExportFormat.Pdf, Styles = [ImageStyle.Clear] }),
        ("contact sheet, three styles", new ExportOptions { Format = ExportFormat.Pdf }),
        ("animatic, one style", new ExportOptions { Format = ExportFormat.Animatic, Styles = [ImageStyle.Clear] }),
        ("animatic, three styles", new ExportOptions { Format = ExportFormat.Animatic }),
        ("OpenTimelineIO", new ExportOptions { Format = ExportFormat.Otio }),
        ("Final Cut Pro XML", new ExportOptions { Format = ExportFormat.Fcpxml }),
        ("CSV", new ExportOptions { Format = ExportFormat.Csv }),
    ];

    public string Name => "exports";

    public async Task RunAsync(ReportPage page, bool isQuick, CancellationToken cancellationToken)
    {
        page.Heading("Exports");
        ReadOnlyMemory<byte> image = LargeImage.Png();
        var (width, height) = Size(image);
        page.Text(string.Create(
            CultureInfo.InvariantCulture,
            $"Exports of a run whose images are PNGs of {width} x {height} pixels and {image.Length / 1e3:0} KB, read from memory. Memory "
                + $"is the working set of the process beyond what it was before, native memory included: at most, looked at ten times a "
                + $"second."));
        var table = new MarkdownTable("export", "beats", "seconds", "processor seconds", "MB at most", "MB written");
        foreach (var (name, options) in Exports)
        {
            foreach (var beats in isQuick ? (int[])[100] : [100, 1000])
            {
                await MeasureAsync(table, name, options, beats, new OneImageStore(image), cancellationToken);
            }
        }

        page.Table(table);
    }

    private static async Task MeasureAsync(
        MarkdownTable table, string name, ExportOptions options, int beats, OneImageStore images, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var runs = new OneRunStore(new RunDocument("bench-1", DateTimeOffset.UnixEpoch, Boards.Of(beats)));
        var sheet = (await new ExportSheets(runs, new RunLogs(runs), images).OfRunAsync("bench-1", options.Styles, cancellationToken))!;
        using var exporter = new Exporter(images, new VipsImageCodec(), new ExportTools());
        GC.Collect();
        var before = Environment.WorkingSet;
        var most = before;
        var watch = Stopwatch.StartNew();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        using (new Timer(_ => most = Math.Max(most, Environment.WorkingSet), null, 0, 100))
        {
            await exporter.WriteAsync(sheet, options, folder.File("out"), progress: null, cancellationToken);
        }

        table.Add(
            name,
            beats,
            watch.Elapsed.TotalSeconds,
            (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds,
            (most - before) / 1e6,
            new FileInfo(folder.File("out")).Length / 1e6);
    }

    private static (int Width, int Height) Size(ReadOnlyMemory<byte> image) =>
        ImageInspector.Identify(image) is ImageCheck.Whole whole ? (whole.Width, whole.Height) : (0, 0);
}
