using ImageGen.Core.Api.Exports;
using ImageGen.Core.Generation;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using SkiaSharp;

namespace ImageGen.Export.Pdf;

/// <summary>
/// A contact sheet: for each beat its shot, number, length and transition, its image in every style, and its script phrase.
/// </summary>
internal sealed class ContactSheet(IImageCodec codec, Fonts fonts)
{
    // Pixels for a point on the page: 200 an inch, which prints well.
    private const float PixelsPerPoint = 200f / 72;
    private const int JpegQuality = 85;

    public async Task<ImmutableArray<string>> WriteAsync(ExportJob job, CancellationToken cancellationToken)
    {
        var layout = SheetLayout.Of(job.Options, job.Sheet.Styles.Length, await job.Images.FirstSizeAsync(job.Sheet, cancellationToken));
        var notes = ImmutableArray.CreateBuilder<string>();
        using var text = new TextSetter(fonts);
        await using var file = new FileStream(job.Path, FileMode.Create, FileAccess.Write);
        using var target = new SKManagedWStream(file);
        using var document = SKDocument.CreatePdf(
            target, new SKDocumentPdfMetadata { Title = job.Sheet.Title, Creator = "ImageGen", EncodingQuality = JpegQuality })
            ?? throw new InvalidOperationException("No PDF document could be created.");
        using var pages = new SheetPages(document, layout, text, job.Sheet.Title);
        var done = 0;
        await foreach (var beat in InOrder.SelectAsync(
            job.Sheet.Beats, (b, ending) => PrepareAsync(job, b, layout, ending), cancellationToken))
        {
            pages.Add(beat);
            notes.AddRange(beat.Broken.Select(style =>
                $"The image of beat {beat.Beat.Id} in style '{style.Name()}' could not be decoded and is not in the PDF. Regenerate it."));
            job.Progress?.Report(++done);
        }

        pages.EndRow();
        if (MissingNote(text.Missing) is { } lacking)
        {
            notes.Add(lacking);
        }

        pages.End(notes.ToImmutable());
        document.Close();
        return notes.ToImmutable();
    }

    /// <summary>The images of a beat as small JPEGs, which the PDF takes as they are.</summary>
    private async Task<PreparedBeat> PrepareAsync(ExportJob job, ExportBeat beat, SheetLayout layout, CancellationToken cancellationToken)
    {
        var edge = (int)Math.Ceiling(Math.Max(layout.ImageWidth, layout.ImageHeight) * PixelsPerPoint);
        var images = ImmutableArray.CreateBuilder<SmallerImage?>();
        var broken = ImmutableArray.CreateBuilder<ImageStyle>();
        foreach (var cell in beat.Cells)
        {
            var bytes = await job.Images.ReadAsync(cell, cancellationToken);
            var small = bytes is { } whole ? codec.Shrink(whole, edge, ImageFormat.Jpeg, JpegQuality) : null;
            images.Add(small);
            if (bytes is not null && small is null)
            {
                broken.Add(cell.Name.Style);
            }
        }

        return new PreparedBeat(beat, images.ToImmutable(), broken.ToImmutable());
    }

    /// <summary>Which characters no font has, a few of each script by their code points; null: every one was found.</summary>
    private static string? MissingNote(IReadOnlyCollection<int> missing)
    {
        const int Shown = 8;
        if (missing.Count == 0)
        {
            return null;
        }

        var scripts = missing.Select(c => HarfBuzzSharp.UnicodeFunctions.Default.GetScript(c).ToString()).Where(
            s => s is not ("Zyyy" or "Zinh" or "Zzzz")).Distinct().Order(StringComparer.Ordinal);
        var codes = string.Join(", ", missing.Take(Shown).Select(c => string.Create(CultureInfo.InvariantCulture, $"U+{c:X4}")));
        var named = string.Join(", ", scripts) is { Length: > 0 } some ? $"script {some}: " : string.Empty;
        return $"No font on this machine has {missing.Count} of the characters "
            + $"({named}{codes}{(missing.Count > Shown ? ", ..." : string.Empty)}); "
            + "a question mark stands for each. Install a font for them, or name a folder of fonts in ImageGen:Export:Fonts.";
    }
}

/// <summary>A beat whose images are ready for a page.</summary>
internal sealed record PreparedBeat(ExportBeat Beat, ImmutableArray<SmallerImage?> Images, ImmutableArray<ImageStyle> Broken)
{
    /// <summary>What stands in the place of an image that is not there.</summary>
    public string Absence(int index) => Beat.Cells[index] switch
    {
        var cell when Broken.Contains(cell.Name.Style) => "not readable",
        { State: null } => "not in this style",
        { State: BeatState.Error } => "failed",
        { State: BeatState.Skipped } => "skipped",
        { State: BeatState.Generating } => "generating",
        _ => "no image yet",
    };
}
