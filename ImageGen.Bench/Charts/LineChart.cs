namespace ImageGen.Bench.Charts;

/// <summary>Several lines over one axis; the vertical axis begins at zero, so that distances are what they seem.</summary>
internal sealed record LineChart(string Title, string Across, string Up)
{
    private const int Width = 640;
    private const int Height = 340;
    private const int Left = 64;
    private const int Right = 24;
    private const int Top = 66;
    private const int Bottom = 52;

    public IReadOnlyList<Series> Lines { get; init; } = [];

    /// <summary>True where the horizontal values grow by factors.</summary>
    public bool IsLog { get; init; }

    public string ToSvg()
    {
        var svg = new Svg(Width, Height);
        List<double> values = [.. Lines.SelectMany(l => l.Points).Select(p => p.X).Distinct().Order()];
        var x = Scale.Of(values, Left, Width - Right, IsLog);
        var y = Scale.FromZero(Lines.SelectMany(l => l.Points).Max(p => p.Y), Height - Bottom, Top);
        svg.Text(Left, 22, Title, size: 15, isBold: true);
        DrawAxes(svg, x, y);
        var legend = (double)Left;
        for (var i = 0; i < Lines.Count; i++)
        {
            var (line, colour) = (Lines[i], Svg.Colours[i % Svg.Colours.Count]);
            svg.Path(line.Points.Select(p => (x.At(p.X), y.At(p.Y))), colour, line.IsDashed);
            foreach (var point in line.Points.Where(_ => !line.IsDashed))
            {
                svg.Dot(x.At(point.X), y.At(point.Y), colour);
            }

            svg.Path([(legend, 42), (legend + 22, 42)], colour, line.IsDashed);
            svg.Text(legend + 28, 46, line.Name);
            legend += 52 + (line.Name.Length * 6.6);
        }

        return svg.ToString();
    }

    private void DrawAxes(Svg svg, Scale x, Scale y)
    {
        foreach (var tick in y.Ticks)
        {
            svg.Line(Left, y.At(tick), Width - Right, y.At(tick), Svg.Ink, tick == 0 ? 0.9 : 0.25);
            svg.Text(Left - 8, y.At(tick) + 4, MarkdownTable.Number(tick), "end");
        }

        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), Height - Bottom, x.At(tick), Height - Bottom + 5, Svg.Ink, 0.9);
            svg.Text(x.At(tick), Height - Bottom + 19, MarkdownTable.Short(tick), "middle");
        }

        svg.Text((Left + Width - Right) / 2.0, Height - 10, Across, "middle");
        svg.Text(16, (Top + Height - Bottom) / 2.0, Up, "middle", turn: -90);
    }
}

/// <summary>One line of a chart.</summary>
/// <param name="Name">In the legend.</param>
/// <param name="Points">From left to right.</param>
/// <param name="IsDashed">True for what was reckoned and not measured.</param>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points, bool IsDashed = false);
