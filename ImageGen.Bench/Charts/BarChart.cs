namespace ImageGen.Bench.Charts;

/// <summary>Bars from zero, one below the other, each with its name and number.</summary>
internal static class BarChart
{
    private const int Width = 640;
    private const int Left = 190;
    private const int Right = 76;
    private const int Row = 34;
    private const int Top = 44;

    public static string ToSvg(string title, string unit, IReadOnlyList<(string Name, double Value)> bars)
    {
        var height = Top + (bars.Count * Row) + 40;
        var svg = new Svg(Width, height);
        var x = Scale.FromZero(bars.Max(b => b.Value), Left, Width - Right);
        svg.Text(16, 22, title, size: 15, isBold: true);
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), Top, x.At(tick), height - 40, Svg.Ink, tick == 0 ? 0.9 : 0.25);
            svg.Text(x.At(tick), height - 24, MarkdownTable.Number(tick), "middle");
        }

        for (var i = 0; i < bars.Count; i++)
        {
            var y = Top + (i * Row);
            svg.Text(Left - 10, y + 22, bars[i].Name, "end");
            svg.Bar(Left, y + 6, x.At(bars[i].Value) - Left, Row - 12, Svg.Colours[i % Svg.Colours.Count]);
            svg.Text(x.At(bars[i].Value) + 6, y + 22, MarkdownTable.Number(bars[i].Value), isBold: true);
        }

        svg.Text((Left + Width - Right) / 2.0, height - 6, unit, "middle");
        return svg.ToString();
    }
}
