using ImageGen.Core.Api.Exports;
using ImageGen.Export;
using ImageGen.Imaging;

namespace ImageGen.Tests.Export;

public sealed class ExporterTests
{
    private static readonly ExportOptions Csv = new() { Format = ExportFormat.Csv };

    [Fact]
    public async Task Write_FileIsThere_IsReplacedWhole()
    {
        using var world = new ExportWorld();
        var sheet = await world.SheetAsync([ImageStyle.Clear], "One.");
        await File.WriteAllTextAsync(world.PathOf("out.csv"), new string('x', 100_000));

        var (bytes, _, _) = await world.WriteAsync(sheet, Csv);

        Assert.Equal(CsvExport.Write(sheet), bytes);
        Assert.Equal(["out.csv"], Directory.EnumerateFileSystemEntries(world.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Write_FolderIsNotThere_NamesThePath()
    {
        using var world = new ExportWorld();
        using var exporter = new Exporter(world.Images, new VipsImageCodec(), new ExportTools());
        var path = Path.Combine(world.Folder, "no", "out.csv");

        var e = await Assert.ThrowsAsync<UserException>(
            async () => await exporter.WriteAsync(await world.SheetAsync([ImageStyle.Clear], "One."), Csv, path, null, default));

        Assert.Contains(path, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_Cancelled_LeavesNothing()
    {
        using var world = new ExportWorld();
        using var exporter = new Exporter(world.Images, new VipsImageCodec(), new ExportTools());
        using var cancelled = new CancellationTokenSource();
        var sheet = await world.SheetAsync([ImageStyle.Clear], [.. Enumerable.Repeat("One.", 50)]);
        var options = new ExportOptions { Format = ExportFormat.Animatic, Width = 160 };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            exporter.WriteAsync(sheet, options, world.PathOf("out.webp"), new CancelAt(3, cancelled), cancelled.Token));

        Assert.Empty(Directory.EnumerateFileSystemEntries(world.Folder));
    }

    private sealed class CancelAt(int beat, CancellationTokenSource source) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value == beat)
            {
                source.Cancel();
            }
        }
    }
}
