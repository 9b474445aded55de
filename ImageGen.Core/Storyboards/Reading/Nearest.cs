namespace ImageGen.Core.Storyboards.Reading;

/// <summary>Finds what somebody most likely meant by a name that is not known.</summary>
public static class Nearest
{
    private const int MaxLength = 64;
    private const int ShortestPart = 4;

    /// <summary>
    /// The candidate that <paramref name="name"/> resembles; null when it resembles none. Case and punctuation do not count.
    /// </summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">What would have been known; of equally good ones the first is taken.</param>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        if (name.Length > MaxLength)
        {
            return null;
        }

        var written = Letters(name);
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var meant = Letters(candidate);
            var distance = IsPart(written, meant) ? 1 : Distance(written, meant);
            if (distance < bestDistance && distance <= Math.Max(1, meant.Length / 3) && distance < written.Length)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static bool IsPart(string written, string meant) =>
        written != meant
        && Math.Min(written.Length, meant.Length) >= ShortestPart
        && (meant.Contains(written, StringComparison.Ordinal) || written.Contains(meant, StringComparison.Ordinal));

    /// <summary>Edits from one to the other: insert, delete, replace, swap neighbours.</summary>
    internal static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                rows[i, j] = i == 0 ? j : j == 0 ? i : Step(i, j);
            }
        }

        return rows[a.Length, b.Length];

        int Step(int i, int j)
        {
            var cost = a[i - 1] == b[j - 1] ? 0 : 1;
            var best = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + cost);
            var isSwap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            return isSwap ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
        }
    }
}
