namespace ImageGen.Local.Cli.Views;

/// <summary>
/// Columns of text, three blanks apart, the same in a terminal and in a file. A heading that begins with <c>&gt;</c> aligns to the right.
/// </summary>
internal sealed class TextTable(params string[] headings)
{
    private readonly List<string[]> _rows = [[.. headings.Select(h => h.TrimStart('>'))]];

    public TextTable Add(params string[] cells)
    {
        _rows.Add(cells);
        return this;
    }

    public IEnumerable<string> Lines()
    {
        var widths = headings.Select((_, column) => _rows.Max(row => row[column].Length)).ToArray();
        return _rows.Select(row => string.Join("   ", row.Select((cell, column) =>
            headings[column].StartsWith('>') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }
}
