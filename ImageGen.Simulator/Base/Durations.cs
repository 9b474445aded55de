namespace ImageGen.Simulator.Base;

/// <summary>Durations as people write them: <c>500ms</c>, <c>8s</c>, <c>2.5s</c>, <c>1m</c>, <c>1h</c>.</summary>
internal static class Durations
{
    private static readonly (string Suffix, double Milliseconds)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        foreach (var (suffix, milliseconds) in Units)
        {
            if (!text.EndsWith(suffix, StringComparison.Ordinal)) continue;
            var digits = text[..^suffix.Length];
            if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) continue;
            if (number * milliseconds > TimeSpan.FromDays(365).TotalMilliseconds) continue;
            duration = TimeSpan.FromMilliseconds(number * milliseconds);
            return true;
        }

        duration = default;
        return false;
    }

    public static string Show(TimeSpan span) =>
        span.TotalSeconds < 1
            ? FormattableString.Invariant($"{span.TotalMilliseconds:0.#} ms")
            : FormattableString.Invariant($"{span.TotalSeconds:0.##} s");
}
