using HarfBuzzSharp;
using SkiaSharp;

namespace ImageGen.Export.Pdf;

/// <summary>Divides a line into runs, each in a font that has its characters; notes the characters that no font has.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class FontRuns(Fonts fonts)
{
    private const int Lacking = '?';

    private readonly SortedDictionary<int, int> _missing = [];

    /// <summary>The characters that no font has.</summary>
    public IReadOnlyCollection<int> Missing => _missing.Keys;

    /// <summary>The line in runs of one direction, font and script, from left to right.</summary>
    public IEnumerable<FontRun> Of(string line, bool isRightToLeft)
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

    private IEnumerable<FontRun> Split(string text, bool isRightToLeft)
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
                yield return new FontRun(run.ToString(), typeface, isRightToLeft);
                run.Clear();
                script = Script.Common;
            }

            typeface = itsTypeface;
            script = IsOfScript(itsScript) ? itsScript : script;
            run.Append(element);
        }

        if (run.Length > 0)
        {
            yield return new FontRun(run.ToString(), typeface, isRightToLeft);
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
}

/// <summary>Text of one direction, font and script.</summary>
internal sealed record FontRun(string Text, SKTypeface Typeface, bool IsRightToLeft);
