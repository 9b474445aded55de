using System.Net;

namespace ImageGen.Bench.Charts;

/// <summary>Writes SVG. Its colours are readable on white and on black alike, for a page may be either.</summary>
internal sealed class Svg(int width, int height)
{
    public const string Ink = "#7d8590";

    /// <summary>For series, in this order.</summary>
    public static readonly IReadOnlyList<string> Colours = ["#3b82f6", "#e0752d", "#8b949e", "#2da44e", "#a371f7"];

    private readonly StringBuilder _body = new();

    public void Line(double x1, double y1, double x2, double y2, string colour, double opacity = 1) => Add(
        $"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="{colour}" stroke-opacity="{opacity:0.##}"/>""");

    public void Path(IEnumerable<(double X, double Y)> points, string colour, bool isDashed) => Add(
        $"""<polyline points="{Join(points)}" fill="none" stroke="{colour}" stroke-width="2"{(isDashed ? " stroke-dasharray=\"5 4\"" : "")}/>""");

    public void Dot(double x, double y, string colour) => Add($"""<circle cx="{x:0.#}" cy="{y:0.#}" r="3.5" fill="{colour}"/>""");

    public void Bar(double x, double y, double w, double h, string colour) => Add(
        $"""<rect x="{x:0.#}" y="{y:0.#}" width="{w:0.#}" height="{h:0.#}" rx="2" fill="{colour}"/>""");

    public void Text(double x, double y, string text, string anchor = "start", int size = 12, bool isBold = false, int turn = 0) => Add(
        $"""<text x="{x:0.#}" y="{y:0.#}" text-anchor="{anchor}" font-size="{size}"{(isBold ? " font-weight=\"600\"" : "")}{(turn == 0 ? "" : Turned(x, y, turn))}>{WebUtility.HtmlEncode(text)}</text>""");

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="system-ui, -apple-system, 'Segoe UI', sans-serif" fill="{Ink}" role="img">{"\n"}{_body}</svg>{"\n"}""");

    private static string Turned(double x, double y, int turn) =>
        string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate({turn} {x:0.#} {y:0.#})\"");

    private static string Join(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.#},{p.Y:0.#}")));

    private void Add(FormattableString element) => _body.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
