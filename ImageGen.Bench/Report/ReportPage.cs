namespace ImageGen.Bench.Report;

/// <summary>The page that comes out: printed while it grows, saved at the end.</summary>
internal sealed class ReportPage
{
    private readonly StringBuilder _markdown = new();
    private readonly List<(string Name, string Svg)> _charts = [];

    public ReportPage(bool isQuick)
    {
        Text("# Benchmarks");
        Text("Measured by one run of `dotnet run -c Release --project ImageGen.Bench -- --docs docs" + (isQuick ? " --quick`." : "`.")
            + " Times depend on the machine; what is claimed are the ratios between things measured in the same run.");
    }

    public void Heading(string text) => Text($"## {text}");

    /// <summary>A paragraph.</summary>
    public void Text(string text) => Add(text + "\n\n");

    public void Table(MarkdownTable table) => Add(table + "\n");

    /// <summary>Shows a chart; it is written to <c>images/bench-{name}.svg</c>.</summary>
    public void Chart(string name, string title, string svg)
    {
        _charts.Add((name, svg));
        Add($"![{title}](images/bench-{name}.svg)\n\n");
    }

    public void Save(string docs)
    {
        Directory.CreateDirectory(Path.Combine(docs, "images"));
        File.WriteAllText(Path.Combine(docs, "benchmarks.md"), _markdown.ToString().TrimEnd() + "\n");
        foreach (var (name, svg) in _charts)
        {
            File.WriteAllText(Path.Combine(docs, "images", $"bench-{name}.svg"), svg);
        }
    }

    private void Add(string text)
    {
        _markdown.Append(text);
        Console.Write(text);
    }
}
