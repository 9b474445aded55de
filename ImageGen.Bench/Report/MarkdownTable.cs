namespace ImageGen.Bench.Report;

/// <summary>A table in Markdown: the first column to the left, numbers to the right.</summary>
internal sealed class MarkdownTable(params string[] heads)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; numbers are written with three digits that count.</summary>
    public void Add(params object?[] cells)
    {
        if (cells.Length != heads.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {heads.Length} columns.", nameof(cells));
        }

        _rows.Add([.. cells.Select(Write)]);
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(text, heads);
        Line(text, [.. heads.Select((_, i) => i == 0 ? "---" : "---:")]);
        _rows.ForEach(row => Line(text, row));
        return text.ToString();
    }

    /// <summary>A number as people read it: 12,300, 123, 12.3, 1.23, 0.123.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 1000 => Math.Round(value).ToString("#,0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>A mark of an axis: 300, 1k, 30k, 2.5.</summary>
    public static string Short(double value) => value >= 1000 && value % 100 == 0
        ? (value / 1000).ToString("0.#", CultureInfo.InvariantCulture) + "k"
        : value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Write(object? cell) => cell switch
    {
        null => "–",
        double number => Number(number),
        IFormattable other => other.ToString("#,0", CultureInfo.InvariantCulture),
        _ => cell.ToString()!.Replace("|", "\\|", StringComparison.Ordinal),
    };

    private static void Line(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
