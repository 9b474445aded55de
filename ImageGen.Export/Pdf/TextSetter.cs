using HarfBuzzSharp;
using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace ImageGen.Export.Pdf;

/// <summary>
/// Breaks text into lines and sets it, each part in a font that has its characters; notes the characters that no font has.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TextSetter(Fonts fonts) : IDisposable
{
    private const string Ellipsis = "…";

    private readonly Dictionary<SKTypeface, SKShaper> _shapers = [];
    private readonly Dictionary<(string, float), float> _widths = [];
    private readonly FontRuns _runs = new(fonts);

    /// <summary>The characters that no font has.</summary>
    public IReadOnlyCollection<int> Missing => _runs.Missing;

    /// <summary>
    /// The text in lines of at most <paramref name="width"/>; more than <paramref name="maxLines"/> end with an ellipsis.
    /// </summary>
    public IReadOnlyList<string> Lines(string text, float size, float width, int maxLines)
    {
        var lines = new List<string>();
        foreach (var paragraph in Paragraphs(text))
        {
            var line = new StringBuilder();
            var used = 0f;
            foreach (var part in LineBreaks.Parts(paragraph).SelectMany(p => Fitting(p, size, width)))
            {
                var needed = Width(part.TrimEnd(), size);
                if (line.Length > 0 && used + needed > width)
                {
                    lines.Add(line.ToString().TrimEnd());
                    line.Clear();
                    used = 0;
                    if (lines.Count == maxLines)
                    {
                        lines[^1] = Shortened(lines[^1], size, width);
                        return lines;
                    }
                }

                line.Append(part);
                used += Width(part, size);
            }

            if (line.Length > 0)
            {
                if (lines.Count == maxLines)
                {
                    lines[^1] = Shortened(lines[^1], size, width);
                    return lines;
                }

                lines.Add(line.ToString().TrimEnd());
            }
        }

        return lines;
    }

    /// <summary>Sets one line with its first letter at the left edge, or at the right one where the text runs from the right.</summary>
    public void Draw(SKCanvas canvas, string line, float left, float baseline, float width, float size, SKPaint paint)
    {
        var isRightToLeft = Directions.IsRightToLeft(line);
        var runs = _runs.Of(line, isRightToLeft).ToList();
        var x = isRightToLeft ? left + width - runs.Sum(run => Shape(run, size).Width) : left;
        foreach (var run in runs)
        {
            var shaped = Shape(run, size);
            if (shaped.Codepoints.Length > 0)
            {
                using var font = new SKFont(run.Typeface, size) { Subpixel = true };
                using var builder = new SKTextBlobBuilder();
                builder.AddPositionedRun([.. shaped.Codepoints.Select(glyph => (ushort)glyph)], font, shaped.Points);
                using var blob = builder.Build();
                canvas.DrawText(blob, x, baseline, paint);
            }

            x += shaped.Width;
        }
    }

    /// <summary>How wide a line is.</summary>
    public float Width(string text, float size)
    {
        if (!_widths.TryGetValue((text, size), out var width))
        {
            width = _runs.Of(text, Directions.IsRightToLeft(text)).Sum(run => Shape(run, size).Width);
            if (_widths.Count < 10_000)
            {
                _widths[(text, size)] = width;
            }
        }

        return width;
    }

    public void Dispose()
    {
        foreach (var shaper in _shapers.Values)
        {
            shaper.Dispose();
        }
    }

    private static IEnumerable<string> Paragraphs(string text) =>
        text.Split(['\n', '\r', '\u2028', '\u2029'], StringSplitOptions.RemoveEmptyEntries)
        .Select(p => string.Concat(p.Select(c => char.IsWhiteSpace(c) ? ' ' : c)).Trim());

    /// <summary>A word that is wider than a line, in pieces that are not.</summary>
    private IEnumerable<string> Fitting(string part, float size, float width)
    {
        if (Width(part.TrimEnd(), size) <= width)
        {
            yield return part;
            yield break;
        }

        var piece = new StringBuilder();
        var elements = StringInfo.GetTextElementEnumerator(part);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            if (piece.Length > 0 && Width(piece + element, size) > width)
            {
                yield return piece.ToString();
                piece.Clear();
            }

            piece.Append(element);
        }

        yield return piece.ToString();
    }

    private string Shortened(string line, float size, float width)
    {
        var elements = StringInfo.ParseCombiningCharacters(line);
        for (var count = elements.Length; count > 0; count--)
        {
            var shorter = line[..(count == elements.Length ? line.Length : elements[count])].TrimEnd() + Ellipsis;
            if (Width(shorter, size) <= width)
            {
                return shorter;
            }
        }

        return Ellipsis;
    }

    private SKShaper.Result Shape(FontRun run, float size)
    {
        if (!_shapers.TryGetValue(run.Typeface, out var shaper))
        {
            _shapers[run.Typeface] = shaper = new SKShaper(run.Typeface);
        }

        using var font = new SKFont(run.Typeface, size) { Subpixel = true };
        using var buffer = new HarfBuzzSharp.Buffer();
        buffer.AddUtf16(string.Concat(run.Text.EnumerateRunes().Where(r => Rune.GetUnicodeCategory(r) is not UnicodeCategory.Control)));
        buffer.GuessSegmentProperties();
        buffer.Direction = run.IsRightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        return shaper.Shape(buffer, font);
    }
}
