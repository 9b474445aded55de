using ImageGen.Core.Api.Exports;
using UglyToad.PdfPig;

namespace ImageGen.Tests.Export.Pdf;

/// <summary>The PDF as another program reads it.</summary>
public sealed class ContactSheetTests
{
    private static readonly ExportOptions Options = new() { Format = ExportFormat.Pdf };

    [FontFact]
    public async Task Write_OneStyle_HasCaptionsPhrasesAndImagesInOrder()
    {
        using var world = new ExportWorld();
        var sheet = await world.SheetAsync([ImageStyle.Clear], "The hare mocks.", "Заяц бежит.", null, "The end.");

        var (bytes, notes, progress) = await world.WriteAsync(sheet, Options);

        using var pdf = PdfDocument.Open(bytes);
        var page = Assert.Single(pdf.GetPages());
        Assert.Equal("tale", pdf.Information.Title);
        Assert.Equal((842, 595), (Math.Round(page.Width), Math.Round(page.Height)));
        Assert.Equal(4, page.GetImages().Count());
        Assert.Equal(4, page.Text.Split("Shot 1").Length - 1);
        Assert.Contains("The hare mocks.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Заяц бежит.", page.Text, StringComparison.Ordinal);
        Assert.True(page.Text.IndexOf("Beat 1.1", StringComparison.Ordinal) < page.Text.IndexOf("Beat 1.4", StringComparison.Ordinal));
        Assert.Empty(notes);
        Assert.Equal([1, 2, 3, 4], progress);
    }

    [FontFact]
    public async Task Write_ThreeStyles_StandSideBySideWithTheirNames()
    {
        using var world = new ExportWorld();
        var sheet = await world.SheetAsync([.. ImageStyles.All], "One.", "Two.", "Three.", "Four.");

        var (bytes, _, _) = await world.WriteAsync(sheet, Options with { Page = PageSize.Letter });

        using var pdf = PdfDocument.Open(bytes);
        var pages = pdf.GetPages().ToList();
        Assert.Equal((612, 792), (pages[0].Width, pages[0].Height));
        Assert.Equal(12, pages.Sum(p => p.GetImages().Count()));
        var row = pages[0].GetImages().Take(3).ToList();
        Assert.All(row, image => Assert.Equal(row[0].BoundingBox.Bottom, image.BoundingBox.Bottom, 1.0));
        Assert.True(row[0].BoundingBox.Right < row[1].BoundingBox.Left && row[1].BoundingBox.Right < row[2].BoundingBox.Left);
        Assert.All(ImageStyles.All, style => Assert.Contains(style.Name(), pages[0].Text, StringComparison.Ordinal));
    }

    [FontFact]
    public async Task Write_ManyBeats_StayOnTheirPages()
    {
        using var world = new ExportWorld();
        var sheet = await world.SheetAsync(
            [ImageStyle.Clear], [.. Enumerable.Range(1, 25).Select(i => i % 3 == 0 ? new string('m', 900) : $"Phrase {i}.")]);

        var (bytes, _, _) = await world.WriteAsync(sheet, Options with { Columns = 2 });

        using var pdf = PdfDocument.Open(bytes);
        var pages = pdf.GetPages().ToList();
        Assert.InRange(pages.Count, 7, 13);
        Assert.Equal(25, pages.Sum(p => p.GetImages().Count()));
        Assert.All(pages, page => Assert.All(page.Letters, l => Assert.InRange(l.StartBaseLine.Y, 20, page.Height - 20)));
        Assert.All(
            pages,
            page => Assert.All(page.GetImages(), i => Assert.True(i.BoundingBox.Bottom > 20 && i.BoundingBox.Right < page.Width - 20)));
    }

    [FontFact]
    public async Task Write_MissingAndDamagedImages_AreSaid()
    {
        using var world = new ExportWorld();
        var sheet = await world.SheetAsync([ImageStyle.Clear], "One.", "Two.");
        world.Images.Remove(sheet.Beats[0].Cells[0].Name);
        world.Images.Put(sheet.Beats[1].Cells[0].Name, [0xFF, 0xD8, 1, 2, 3], ImageFormat.Jpeg);
        sheet = sheet with { Beats = [sheet.Beats[0] with { Cells = [sheet.Beats[0].Cells[0] with { Image = null }] }, sheet.Beats[1]] };

        var (bytes, notes, _) = await world.WriteAsync(sheet, Options);

        using var pdf = PdfDocument.Open(bytes);
        Assert.Contains("no image yet", pdf.GetPage(1).Text, StringComparison.Ordinal);
        Assert.Contains("not readable", pdf.GetPage(1).Text, StringComparison.Ordinal);
        Assert.Contains("beat 1.2", Assert.Single(notes), StringComparison.Ordinal);
    }

    [FontFact]
    public async Task Write_CharactersWithoutAFont_AreNamedInThePdfAndToTheCaller()
    {
        using var world = new ExportWorld();

        var (bytes, notes, _) = await world.WriteAsync(await world.SheetAsync([ImageStyle.Clear], "A \U000F0000 hare."), Options);

        Assert.Contains("U+F0000", Assert.Single(notes), StringComparison.Ordinal);
        using var pdf = PdfDocument.Open(bytes);
        Assert.Contains("U+F0000", pdf.GetPage(1).Text, StringComparison.Ordinal);
        Assert.Contains("A ? hare.", pdf.GetPage(1).Text, StringComparison.Ordinal);
    }
}
