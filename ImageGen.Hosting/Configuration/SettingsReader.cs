namespace ImageGen.Hosting.Configuration;

/// <summary>
/// Reads settings one by one and notes every fault with the setting's full name, instead of giving up at the first. Whatever no one asked
/// for in the end is a fault too: most likely a slip of the pen. Values are never repeated, for a key may be in the wrong place.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration, string root)
{
    private readonly List<Fault> _faults = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase) { root };

    public IReadOnlyList<Fault> Faults => _faults;

    public void Add(string path, string problem, string remedy) =>
        _faults.Add(
            new Fault(path, problem, $"{remedy.TrimEnd('.')} (environment variable {path.Replace(":", "__", StringComparison.Ordinal)})."));

    /// <summary>The full names of what is set directly below <paramref name="path"/>.</summary>
    public IEnumerable<(string Name, string Path)> Children(string path)
    {
        Know(path);
        return configuration.GetSection(path).GetChildren().Select(child => (child.Key, child.Path));
    }

    /// <summary>The trimmed text; null when it is not set or blank.</summary>
    public string? Text(string path)
    {
        Know(path);
        var text = configuration[path]?.Trim();
        return string.IsNullOrEmpty(text) ? null : text;
    }

    public T Parse<T>(string path, T otherwise, Func<string, (bool Ok, T Value)> parse, string remedy)
    {
        if (Text(path) is not { } text)
        {
            return otherwise;
        }

        var (ok, value) = parse(text);
        if (ok)
        {
            return value;
        }

        Add(path, "What is set here is not allowed.", remedy);
        return otherwise;
    }

    public int? Whole(string path, int from, int to) => Parse<int?>(
        path,
        null,
        text => (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= from && n <= to, n),
        string.Create(CultureInfo.InvariantCulture, $"Write a whole number from {from} to {to}"));

    public long? Bytes(string path, long from) => Parse<long?>(
        path,
        null,
        text => (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= from, n),
        string.Create(CultureInfo.InvariantCulture, $"Write bytes as a whole number from {from}, such as 1000000000"));

    public decimal? Number(string path) => Parse<decimal?>(
        path,
        null,
        text => (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number), number),
        "Write a number such as 10 or 2.50");

    public decimal? Money(string path) => Parse<decimal?>(
        path,
        null,
        text => (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) && usd > 0, usd),
        "Write US dollars, more than 0, such as 10 or 2.50");

    public TimeSpan? Duration(string path, TimeSpan from, TimeSpan to) => Parse<TimeSpan?>(
        path,
        null,
        text => (TryDuration(text, out var duration) && duration >= from && duration <= to, duration),
        $"Write a duration from {from} to {to}, such as 00:01:00, 60s or 500ms");

    public bool? Flag(string path) => Parse<bool?>(path, null, text => (bool.TryParse(text, out var value), value), "Write true or false");

    public T Choice<T>(string path, T otherwise)
        where T : struct, Enum => Parse(
            path,
            otherwise,
            text =>
                (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]), value),
            $"Write {string.Join(" or ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}");

    /// <summary>Notes every setting that was not asked for.</summary>
    public void RefuseUnknown()
    {
        foreach (var (path, value) in configuration.GetSection(root).AsEnumerable().Where(
            pair => pair.Value is not null && !_known.Contains(pair.Key)))
        {
            var parent = Parent(path);
            while (!_known.Contains(parent))
            {
                parent = Parent(parent);
            }

            var siblings = _known.Where(
                known => known.Length > parent.Length && Parent(known) == parent).Select(known => known[(parent.Length + 1)..]);
            Add(
                path,
                "There is no such setting.",
                $"Below {parent} there may be {string.Join(", ", siblings.Order(StringComparer.OrdinalIgnoreCase))}");
        }
    }

    private void Know(string path)
    {
        for (var at = path; at.Length > 0 && _known.Add(at); at = Parent(at))
        {
        }
    }

    private static string Parent(string path) => path.LastIndexOf(':') is > 0 and var colon ? path[..colon] : string.Empty;

    private static bool TryDuration(string text, out TimeSpan duration)
    {
        (string Unit, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];
        foreach (var (unit, seconds) in units)
        {
            if (text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)

                && double.TryParse(text.AsSpan()[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n)
                && n < 1e8)
            {
                duration = TimeSpan.FromSeconds(n * seconds);
                return true;
            }
        }

        // Only with colons: .NET takes a bare 60 for days.
        duration = default;
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration);
    }
}
