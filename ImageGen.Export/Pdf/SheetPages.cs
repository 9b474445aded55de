using ImageGen.Core.Api.Exports;
using ImageGen.Core.Storyboards;
using SkiaSharp;

namespace ImageGen.Export.Pdf;

/// <summary>Fills the pages of a contact sheet, row by row; each page is in the file as soon as it is full.</summary>
internal sealed class SheetPages(SKDocument document, SheetLayout layout, TextSetter text, string title) : IDisposable
{
    private readonly SKPaint _ink = Paint(0xFF1B1B1F);
    private readonly SKPaint _pale = Paint(0xFF77777F);
    private readonly SKPaint _ground = Paint(0xFFEDEDF0);
    private readonly SKPaint _rule = Paint(0xFFD0D0D6);
    private readonly List<PreparedBeat> _row = [];
    private SKCanvas? _page;
    private float _y;
    private int _number;

    public void Add(PreparedBeat beat)
    {
        _row.Add(beat);
        if (_row.Count == layout.Columns)
        {
            EndRow();
        }
    }

    /// <summary>Ends the last page, with the notes on it or behind it.</summary>
    public void End(ImmutableArray<string> notes)
    {
        EndRow();
        foreach (var note in notes)
        {
            var lines = text.Lines(note, SheetLayout.PhraseSize, layout.Width, int.MaxValue);
            Require((lines.Count + 1) * SheetLayout.PhraseHeight);
            _y += SheetLayout.PhraseHeight;
            Lines(lines, SheetLayout.Margin, ref _y, layout.Width, SheetLayout.PhraseSize, SheetLayout.PhraseHeight, _pale);
        }

        if (_page is null)
        {
            Require(1);
        }

        EndPage();
    }

    public void Dispose()
    {
        _ink.Dispose();
        _pale.Dispose();
        _ground.Dispose();
        _rule.Dispose();
    }

    /// <summary>Sets the beats that wait for their row to be full.</summary>
    public void EndRow()
    {
        if (_row.Count == 0)
        {
            return;
        }

        var phrases = _row
            .Select(b => text.Lines(
                b.Beat.ScriptPhrase ?? string.Empty,
                SheetLayout.PhraseSize,
                layout.PhraseWidth(b.Images.Length),
                SheetLayout.MostPhraseLines))
            .ToList();
        var labels = _row[0].Images.Length > 1 ? SheetLayout.LabelHeight : 0;
        var height = SheetLayout.CaptionHeight + labels + layout.ImageHeight + (phrases.Max(p => p.Count) * SheetLayout.PhraseHeight) + 4;
        Require(height);
        for (var i = 0; i < _row.Count; i++)
        {
            Block(_row[i], phrases[i], SheetLayout.Margin + (i * (layout.ColumnWidth + SheetLayout.ColumnGap)), _y);
        }

        _row.Clear();
        _y += height + SheetLayout.RowGap;
    }

    private void Block(PreparedBeat prepared, IReadOnlyList<string> phrase, float left, float top)
    {
        var beat = prepared.Beat;
        var caption = string.Create(CultureInfo.InvariantCulture, $"Shot {beat.Shot.Value} · Beat {beat.Id}");
        var facts = string.Create(CultureInfo.InvariantCulture, $"{beat.Transition} · {beat.Seconds:0.#} s");
        var baseline = top + SheetLayout.CaptionSize;
        Line(caption, left, baseline, layout.ColumnWidth, SheetLayout.CaptionSize, _ink);
        var width = layout.RowWidth(prepared.Images.Length);
        var room = width - text.Width(caption, SheetLayout.CaptionSize) - 8;
        if (text.Lines(facts, SheetLayout.CaptionSize, room, 1) is [var shown])
        {
            Line(shown, left + width - text.Width(shown, SheetLayout.CaptionSize), baseline, room, SheetLayout.CaptionSize, _pale);
        }

        var y = top + SheetLayout.CaptionHeight;
        for (var i = 0; i < prepared.Images.Length; i++)
        {
            var place = SKRect.Create(left + (i * (layout.ImageWidth + SheetLayout.ImageGap)), y, layout.ImageWidth, layout.ImageHeight);
            Image(prepared, i, place);
            if (prepared.Images.Length > 1)
            {
                Line(
                    beat.Cells[i].Name.Style.Name(),
                    place.Left,
                    place.Bottom + SheetLayout.LabelSize + 1,
                    place.Width,
                    SheetLayout.LabelSize,
                    _pale);
            }
        }

        y += layout.ImageHeight + (prepared.Images.Length > 1 ? SheetLayout.LabelHeight : 0) + 2;
        Lines(phrase, left, ref y, layout.PhraseWidth(prepared.Images.Length), SheetLayout.PhraseSize, SheetLayout.PhraseHeight, _ink);
    }

    private void Image(PreparedBeat prepared, int index, SKRect place)
    {
        _page!.DrawRect(place, _ground);
        if (prepared.Images[index] is not { } image)
        {
            var words = prepared.Absence(index);
            Line(
                words,
                place.MidX - (text.Width(words, SheetLayout.CaptionSize) / 2),
                place.MidY + 3,
                place.Width,
                SheetLayout.CaptionSize,
                _pale);
            return;
        }

        var scale = Math.Min(place.Width / image.Width, place.Height / image.Height);
        var (width, height) = (image.Width * scale, image.Height * scale);
        using var data = SKData.CreateCopy(image.Bytes.Span);
        using var decoded = SKImage.FromEncodedData(data);
        _page.DrawImage(
            decoded,
            SKRect.Create(place.MidX - (width / 2), place.MidY - (height / 2), width, height),
            new SKSamplingOptions(SKFilterMode.Linear));
    }

    /// <summary>Makes sure that there is a page with so much room.</summary>
    private void Require(float height)
    {
        if (_page is not null && _y + height <= layout.Bottom)
        {
            return;
        }

        EndPage();
        _page = document.BeginPage(layout.Page.Width, layout.Page.Height);
        _number++;
        var name = text.Lines(title, 11, layout.Width - 40, 1) is [var line] ? line : string.Empty;
        Line(name, SheetLayout.Margin, SheetLayout.Margin + 9, layout.Width - 40, 11, _ink);
        var number = _number.ToString(CultureInfo.InvariantCulture);
        Line(
            number,
            layout.Page.Width - SheetLayout.Margin - text.Width(number, SheetLayout.CaptionSize),
            SheetLayout.Margin + 9,
            40,
            SheetLayout.CaptionSize,
            _pale);
        _page.DrawRect(SKRect.Create(SheetLayout.Margin, SheetLayout.Margin + 15, layout.Width, 0.5f), _rule);
        _y = SheetLayout.Top;
    }

    private void EndPage()
    {
        if (_page is not null)
        {
            document.EndPage();
            _page = null;
        }
    }

    private void Lines(IReadOnlyList<string> lines, float left, ref float y, float width, float size, float height, SKPaint paint)
    {
        foreach (var line in lines)
        {
            Line(line, left, y + size, width, size, paint);
            y += height;
        }
    }

    private void Line(string line, float left, float baseline, float width, float size, SKPaint paint) =>
        text.Draw(_page!, line, left, baseline, width, size, paint);

    private static SKPaint Paint(uint colour) => new() { Color = new SKColor(colour), IsAntialias = true };
}
