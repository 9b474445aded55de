using ImageGen.Core.Api.Exports;
using ImageGen.Export;
using ImageGen.Imaging;
using ImageGen.Tests.Imaging;
using ImageGen.Tests.Local;

namespace ImageGen.Tests.Export;

/// <summary>A run with images in memory, and a folder for its exports.</summary>
internal sealed class ExportWorld : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly InMemoryRunStore _runs = new();

    public InMemoryImageStore Images { get; } = new();

    public ExportTools Tools { get; init; } = new();

    public string Folder => _folder.Path;

    public string PathOf(string name) => Path.Combine(_folder.Path, name);

    /// <summary>A run of one shot whose beats have these phrases; every image is a JPEG of 256 x 192 pixels.</summary>
    public async Task<ExportSheet> SheetAsync(ImageStyle[] styles, params string?[] phrases)
    {
        var storyboard = new StoryboardBuilder().Styles(styles).Shots(1, phrases.Length).Build();
        storyboard = storyboard with
        {
            Styles = [.. storyboard.Styles.Select(
                s => s with { Beats = [.. s.Beats.Select((b, i) => b with { ScriptPhrase = phrases[i] })] })],
        };
        await _runs.CreateAsync(new RunDocument("tale-1", StoryboardBuilder.At(0), storyboard), default);
        foreach (var (style, beat) in storyboard.Styles.SelectMany(s => s.Beats.Select(b => (s.Style, b))))
        {
            Images.Put(
                new ImageName(storyboard.Project, style, beat.Shot, beat.Id),
                SeededImages.Encode("jpeg", beat.Id.GetHashCode() & 0xFF),
                ImageFormat.Jpeg);
        }

        return (await new ExportSheets(_runs, new RunLogs(_runs), Images).OfRunAsync("tale-1", [], default))!;
    }

    public async Task<(byte[] Bytes, ImmutableArray<string> Notes, List<int> Progress)> WriteAsync(ExportSheet sheet, ExportOptions options)
    {
        using var exporter = new Exporter(Images, new VipsImageCodec(), Tools);
        var path = PathOf("out" + options.Extension());
        var progress = new Steps();
        var notes = await exporter.WriteAsync(sheet, options, path, progress, default);
        return (await File.ReadAllBytesAsync(path), notes, progress.Done);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Steps : IProgress<int>
    {
        public List<int> Done { get; } = [];

        public void Report(int value) => Done.Add(value);
    }
}
