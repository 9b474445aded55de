namespace ImageGen.Core.Storyboards;

/// <summary>
/// One spelling for all texts that differ only in case or in how accents are encoded (Unicode NFC and NFD). The data is canonical.txt
/// (decompositions and combining classes of Unicode), because the platform's own is switched off by InvariantGlobalization.
/// </summary>
internal static class CaseFolding
{
    private const int HangulFirst = 0xAC00;
    private const int HangulCount = 11172;
    private const int HangulVowels = 21;
    private const int HangulTails = 28;

    private static readonly Lazy<(Dictionary<int, int[]> Decompositions, Dictionary<int, int> Classes)> Data = new(Read);

    /// <summary>The common spelling: canonically decomposed and in lower case. For comparison only, not for display.</summary>
    public static string Fold(string text) =>
        Ascii.IsValid(text) ? text.ToLowerInvariant() : Decompose(Decompose(text).ToUpperInvariant().ToLowerInvariant());

    private static string Decompose(string text)
    {
        var (decompositions, classes) = Data.Value;
        var runes = new List<(int Value, int Class)>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var part in PartsOf(rune.Value, decompositions))
            {
                var (place, ofPart) = (runes.Count, classes.GetValueOrDefault(part));
                while (ofPart > 0 && place > 0 && runes[place - 1].Class > ofPart)
                {
                    place--;
                }

                runes.Insert(place, (part, ofPart));
            }
        }

        return string.Concat(runes.Select(r => char.ConvertFromUtf32(r.Value)));
    }

    private static IEnumerable<int> PartsOf(int rune, Dictionary<int, int[]> decompositions)
    {
        var syllable = rune - HangulFirst;
        if (syllable is < 0 or >= HangulCount)
        {
            return decompositions.TryGetValue(rune, out var parts) ? parts : [rune];
        }

        int[] letters =
        [
            0x1100 + (syllable / (HangulVowels * HangulTails)),
            0x1161 + (syllable % (HangulVowels * HangulTails) / HangulTails),
            0x11A7 + (syllable % HangulTails),
        ];
        return letters.Take(syllable % HangulTails == 0 ? 2 : 3);
    }

    private static (Dictionary<int, int[]> Decompositions, Dictionary<int, int> Classes) Read()
    {
        var (decompositions, classes) = (new Dictionary<int, int[]>(), new Dictionary<int, int>());
        using var reader = new StreamReader(typeof(CaseFolding).Assembly.GetManifestResourceStream("canonical.txt")!);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split('=', '-', ':', ' ');
            if (line.Contains('=', StringComparison.Ordinal))
            {
                decompositions[Hex(parts[0])] = [.. parts.Skip(1).Select(Hex)];
                continue;
            }

            for (var rune = Hex(parts[0]); rune <= Hex(parts[1]); rune++)
            {
                classes[rune] = int.Parse(parts[2], CultureInfo.InvariantCulture);
            }
        }

        return (decompositions, classes);
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
