namespace ImageGen.Simulator.Drawing;

/// <summary>An SVG document that is being written, <paramref name="width"/> by <paramref name="height"/> pixels.</summary>
internal sealed class Svg(int width, int height)
{
    private readonly StringBuilder _body = new();
    private readonly StringBuilder _gradients = new();
    private readonly Dictionary<string, string> _known = [];

    public int Width => width;

    public int Height => height;

    /// <summary>Adds an element; its numbers are written without a culture, as the program has none (InvariantGlobalization).</summary>
    public void Add(string element) => _body.Append(element);

    /// <summary>Fills everything.</summary>
    public void Cover(string fill) => Add($"<rect width='{width}' height='{height}' fill='{fill}'/>");

    /// <summary>A paint that changes along a line through the box of what it fills.</summary>
    public string Gradient(string line, params ReadOnlySpan<(float At, Rgb Colour)> stops)
    {
        var text = new StringBuilder(line);
        foreach (var (at, colour) in stops) text.Append(CultureInfo.InvariantCulture, $"<stop offset='{at:0.###}' stop-color='{colour}'/>");
        var key = text.ToString();
        if (_known.TryGetValue(key, out var known)) return known;
        _gradients.Append(
            CultureInfo.InvariantCulture,
            $"<linearGradient id='g{_known.Count}' x1='0' y1='0' {line}>{key.AsSpan(line.Length)}</linearGradient>");
        return _known[key] = $"url(#g{_known.Count})";
    }

    /// <summary>A plate with round corners and a border.</summary>
    public void Plate(Look look, float left, float top, float plateWidth, float plateHeight, int unit)
    {
        var (plate, share, _, border) = look.Caption;
        Add($"<rect x='{left}' y='{top}' width='{plateWidth}' height='{plateHeight}' rx='{unit * 3}' fill='{plate}' "
            + $"fill-opacity='{share}' stroke='{border}' stroke-width='{unit}'/>");
    }

    /// <summary>Writes <paramref name="text"/> with dots of <paramref name="unit"/> pixels.</summary>
    public void Write(string text, float left, float top, float unit, Rgb colour) => Add(
        $"<path transform='translate({left + (unit / 2)} {top + (unit / 2)}) scale({unit})' d='{Lettering.Path(text)}' fill='none' "
            + $"stroke='{colour}' stroke-width='1.15' stroke-linecap='round' stroke-linejoin='round'/>");

    public override string ToString() =>
        $"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} "
            + $"{height}'><defs>{_gradients}</defs>{_body}</svg>";
}
