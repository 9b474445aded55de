namespace ImageGen.Export.Pdf;

/// <summary>
/// In which direction the parts of a line run: the Unicode bidirectional algorithm (UAX 9) without explicit embeddings, which script
/// phrases do not have.
/// </summary>
internal static class Directions
{
    private enum Class
    {
        Left,
        Right,
        Number,
        Neutral,
    }

    /// <summary>True when the text begins from the right: by its first letter with a direction.</summary>
    public static bool IsRightToLeft(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (ClassOf(rune) is var c and (Class.Left or Class.Right))
            {
                return c is Class.Right;
            }
        }

        return false;
    }

    /// <summary>The level of every character (UTF-16) of the text: even from the left, odd from the right.</summary>
    public static byte[] Levels(string text, bool isRightToLeft)
    {
        var around = isRightToLeft ? Class.Right : Class.Left;
        var classes = Classes(text, around);
        Resolve(classes, around);
        return
        [
            .. classes.Select(c => c switch
            {
                Class.Right => (byte)1,
                Class.Number => (byte)2,
                _ => (byte)(isRightToLeft ? 2 : 0),
            }),
        ];
    }

    /// <summary>The runs of one level in the order in which they are shown from left to right.</summary>
    public static IReadOnlyList<(int Start, int Length, bool IsRightToLeft)> VisualRuns(byte[] levels)
    {
        var runs = new List<(int Start, int Length, byte Level)>();
        for (var start = 0; start < levels.Length;)
        {
            var end = start + 1;
            while (end < levels.Length && levels[end] == levels[start])
            {
                end++;
            }

            runs.Add((start, end - start, levels[start]));
            start = end;
        }

        for (var level = runs.Select(r => r.Level).DefaultIfEmpty().Max(); level > 0; level--)
        {
            for (var i = 0; i < runs.Count; i++)
            {
                var end = i;
                while (end < runs.Count && runs[end].Level >= level)
                {
                    end++;
                }

                runs.Reverse(i, end - i);
                i = Math.Max(i, end);
            }
        }

        return [.. runs.Select(r => (r.Start, r.Length, r.Level % 2 == 1))];
    }

    private static Class[] Classes(string text, Class around)
    {
        var classes = new Class[text.Length];
        var (index, last, strong) = (0, Class.Neutral, around);
        foreach (var rune in text.EnumerateRunes())
        {
            // A mark belongs to its letter, and what joins two numbers to them.
            last = Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? last
                : IsJoint(text, index) ? Class.Number
                : ClassOf(rune);
            strong = last is Class.Left or Class.Right ? last : strong;

            // A number behind letters that run from the left runs with them.
            classes.AsSpan(index, rune.Utf16SequenceLength).Fill(last is Class.Number && strong is Class.Left ? Class.Left : last);
            index += rune.Utf16SequenceLength;
        }

        return classes;
    }

    private static bool IsJoint(string text, int index) =>
        text[index] is '.' or ',' or ':' or '/'
            && index > 0
            && index + 1 < text.Length
            && char.IsDigit(text[index - 1])
            && char.IsDigit(text[index + 1]);

    /// <summary>
    /// What has no direction takes the one on both of its sides, else the line's; a number counts as running from the right.
    /// </summary>
    private static void Resolve(Class[] classes, Class around)
    {
        for (var start = 0; start < classes.Length;)
        {
            var end = start;
            while (end < classes.Length && classes[end] is Class.Neutral)
            {
                end++;
            }

            if (end > start)
            {
                var left = start == 0 ? around : Strong(classes[start - 1]);
                var right = end == classes.Length ? around : Strong(classes[end]);
                classes.AsSpan(start, end - start).Fill(left == right ? left : around);
            }

            start = end + 1;
        }
    }

    private static Class Strong(Class side) => side is Class.Number ? Class.Right : side;

    private static Class ClassOf(Rune rune) => rune.Value switch
    {
        >= 0x0660 and <= 0x0669 or >= 0x06F0 and <= 0x06F9 => Class.Number,
        0x200E => Class.Left,
        0x200F or 0x061C => Class.Right,
        >= 0x0590 and <= 0x08FF or >= 0xFB1D and <= 0xFDFF or >= 0xFE70 and <= 0xFEFE or >= 0x10800 and <= 0x10FFF
            or >= 0x1E800 and <= 0x1EFFF
            => Class.Right,
        _ when Rune.IsDigit(rune) => Class.Number,
        _ when Rune.IsLetter(rune) => Class.Left,
        _ => Class.Neutral,
    };
}
