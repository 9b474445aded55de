namespace ImageGen.Simulator.Drawing;

/// <summary>Gouache on paper: visible strokes, pigment that gathers at edges, a white torn margin.</summary>
internal sealed class IllustrationLook(Palette palette) : Look(palette)
{
    private static readonly Rgb Paper = Rgb.Hex(0xFBF6EA);

    public override (Rgb Plate, float Share, Rgb Letters, Rgb Border) Caption => (Paper, 0.92f, Rgb.Hex(0x4A3B2E), Paper);

    public override bool HasGrain => true;

    public override void Sky(Svg svg) => svg.Cover(svg.Gradient("x2='0' y2='.6'", [(0, Palette.SkyTop), (1, Palette.SkyLow)]));

    public override void Paint(Svg svg, Shape shape)
    {
        var colour = Colour(shape.Role).Shade(shape.Shade);
        var fill = shape.IsGround
            ? svg.Gradient("x2='0' y2='1'", [(0, colour), (0.35f, colour.Shade(0.14f)), (1, colour.Shade(-0.06f))])
            : svg.Gradient("x2='.3' y2='1'", [(0, colour.Shade(0.12f)), (1, colour.Shade(-0.1f))]);
        svg.Add($"<path d='{shape.Path}' fill='{fill}' stroke='{colour.Shade(-0.22f)}' stroke-opacity='.55' stroke-width='3' "
            + "stroke-linejoin='round'/>");
    }

    public override void Finish(Svg svg)
    {
        var (width, height) = (svg.Width, svg.Height);
        var margin = Math.Min(width, height) * 0.03f;
        var random = new SeededRandom((ulong)(width + height));
        var step = Math.Max(3, Math.Min(width, height) / 40f);
        List<string> edge = [];
        for (var x = margin; x < width - margin; x += step) edge.Add(Point(x, Torn(ref random)));
        for (var y = margin; y < height - margin; y += step) edge.Add(Point(width - Torn(ref random), y));
        for (var x = width - margin; x > margin; x -= step) edge.Add(Point(x, height - Torn(ref random)));
        for (var y = height - margin; y > margin; y -= step) edge.Add(Point(Torn(ref random), y));
        svg.Add($"<path d='M0 0H{width}V{height}H0zM{string.Join('L', edge)}z' fill='{Paper}' fill-rule='evenodd'/>");

        float Torn(ref SeededRandom r) => margin * r.Between(0.75f, 1.2f);
        static string Point(float x, float y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.#} {y:0.#}");
    }
}
