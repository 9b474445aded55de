namespace ImageGen.Simulator.Drawing;

/// <summary>Writes SVG path data, in thousandths of the unit that it is given points in.</summary>
internal sealed class Pen
{
    private readonly StringBuilder _path = new();

    public Pen Move(float x, float y) => Add($"M{x * 1000:0.#} {y * 1000:0.#}");

    public Pen Line(float x, float y) => Add($"L{x * 1000:0.#} {y * 1000:0.#}");

    /// <summary>An arc clockwise to (<paramref name="x"/>, <paramref name="y"/>).</summary>
    public Pen Arc(float radiusX, float radiusY, float degrees, bool isLarge, float x, float y) => Add(
        $"A{radiusX * 1000:0.#} {radiusY * 1000:0.#} {degrees:0.#} {(isLarge ? 1 : 0)} 1 {x * 1000:0.#} {y * 1000:0.#}");

    public string Close() => _path.Append('Z').ToString();

    private Pen Add(FormattableString text)
    {
        _path.Append(text.ToString(CultureInfo.InvariantCulture));
        return this;
    }
}
