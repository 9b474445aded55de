using System.Globalization;
using System.Text;
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
    private const int Lacking = '?';

    private readonly Dictionary<SKTypeface, SKShaper> _shapers = [];
    private readonly Dictionary<(string, float), float> _widths = [];
    private readonly SortedDictionary<int, int> _missing = [];

    /// <summary>The characters that no font has.</summary>
    public IReadOnlyCollection<int> Missing => _missing.Keys;

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
        var runs = Runs(line, isRightToLeft).ToList();
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
            width = Runs(text, Directions.IsRightToLeft(text)).Sum(run => Shape(run, size).Width);
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

    /// <summary>The line in runs of one direction, font and script, from left to right.</summary>
    private IEnumerable<Run> Runs(string line, bool isRightToLeft)
    {
        foreach (var (start, length, isRight) in Directions.VisualRuns(Directions.Levels(line, isRightToLeft)))
        {
            var parts = Split(line.Substring(start, length), isRight).ToList();
            foreach (var run in isRight ? Enumerable.Reverse(parts) : parts)
            {
                yield return run;
            }
        }
    }

    private IEnumerable<Run> Split(string text, bool isRightToLeft)
    {
        var run = new StringBuilder();
        var (typeface, script) = (fonts.Base, Script.Common);
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            var (element, itsTypeface) = InFont(elements.GetTextElement(), typeface);
            var itsScript = ScriptOf(element);
            var isOther = itsTypeface != typeface || (IsOfScript(script) && IsOfScript(itsScript) && itsScript != script);
            if (isOther && run.Length > 0)
            {
                yield return new Run(run.ToString(), typeface, isRightToLeft);
                run.Clear();
                script = Script.Common;
            }

            typeface = itsTypeface;
            script = IsOfScript(itsScript) ? itsScript : script;
            run.Append(element);
        }

        if (run.Length > 0)
        {
            yield return new Run(run.ToString(), typeface, isRightToLeft);
        }
    }

    /// <summary>The text of a visible character and a font that has it; a mark in its place, and a note, when no font has.</summary>
    private (string Text, SKTypeface Typeface) InFont(string element, SKTypeface current)
    {
        var first = Rune.GetRuneAt(element, 0);
        if (IsInvisible(first))
        {
            return (element, current);
        }

        var isNeutral = !Rune.IsLetter(first) && fonts.Has(current, first.Value);
        if ((isNeutral ? current : fonts.Find(first.Value)) is not { } typeface)
        {
            _missing[first.Value] = _missing.GetValueOrDefault(first.Value) + 1;
            return (((char)Lacking).ToString(), fonts.Base);
        }

        // A mark that the letter's own font lacks would be an empty box over it.
        var kept = new StringBuilder();
        foreach (var rune in element.EnumerateRunes())
        {
            if (IsInvisible(rune) || fonts.Has(typeface, rune.Value))
            {
                kept.Append(rune);
            }
            else
            {
                _missing[rune.Value] = _missing.GetValueOrDefault(rune.Value) + 1;
            }
        }

        return (kept.ToString(), typeface);
    }

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control
        || Rune.IsWhiteSpace(rune)
        || rune.Value is >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF;

    private static Script ScriptOf(string element) => UnicodeFunctions.Default.GetScript(Rune.GetRuneAt(element, 0).Value);

    private static bool IsOfScript(Script script) => script != Script.Common && script != Script.Inherited && script != Script.Unknown;

    private SKShaper.Result Shape(Run run, float size)
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

    private sealed record Run(string Text, SKTypeface Typeface, bool IsRightToLeft);
}
