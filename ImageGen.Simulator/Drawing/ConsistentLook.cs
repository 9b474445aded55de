namespace ImageGen.Simulator.Drawing;

/// <summary>A film frame: each thing in two muted tones, lit from the left, under black bars.</summary>
internal sealed class ConsistentLook(Palette palette) : Look(palette)
{
    private const string Bars = "#0b0c10";

    private readonly Rgb _shadow = palette.SkyTop.Mix(Rgb.Hex(0x22304A), 0.65f);

    public override (Rgb Plate, float Share, Rgb Letters, Rgb Border) Caption =>
        (Rgb.Hex(0x0E1016), 0.78f, Rgb.Hex(0xF3EEDF), Rgb.Hex(0x0E1016));

    public override void Sky(Svg svg)
    {
        const int Steps = 6;
        var tones = Enumerable.Range(0, Steps).Select(i => Palette.SkyTop.Mix(Palette.SkyLow, i / (Steps - 1f)).Muted(0.3f));
        svg.Cover(svg.Gradient("x2='0' y2='.6'", [.. tones.SelectMany((tone, i) => new[] { (i / 6f, tone), ((i + 1) / 6f, tone) })]));
    }

    public override void Paint(Svg svg, Shape shape)
    {
        var basic = Colour(shape.Role).Shade(shape.Shade);
        var tone = shape.Role is Role.Scarf or Role.Eye ? basic : basic.Muted(0.28f);
        var dark = tone.Mix(_shadow, 0.42f);
        var fill = shape.Role switch
        {
            Role.Sun or Role.Cloud or Role.Eye => tone.ToString(),
            _ when shape.IsGround => svg.Gradient("x2='0' y2='1'", [(0, tone), (0.5f, tone.Mix(_shadow, 0.3f))]),
            _ => svg.Gradient("x2='.8' y2='.6'", [(0.58f, tone), (0.6f, dark)]),
        };
        svg.Add($"<path d='{shape.Path}' fill='{fill}'/>");
    }

    public override void Finish(Svg svg)
    {
        var (width, height) = (svg.Width, svg.Height);
        var (bar, inset, arm) = (height / 14, height / 9, height / 18);
        svg.Add($"<path d='M0 0H{width}V{bar}H0zM0 {height}H{width}V{height - bar}H0z' fill='{Bars}'/>");
        svg.Add($"<path d='M{inset} {inset + arm}v-{arm}h{arm}M{width - inset} {inset + arm}v-{arm}h-{arm}' fill='none' stroke='#fff' "
            + "stroke-opacity='.7'/>");
        svg.Add($"<path d='M{inset} {height - inset - arm}v{arm}h{arm}M{width - inset} {height - inset - arm}v{arm}h-{arm}' fill='none' "
            + "stroke='#fff' stroke-opacity='.7'/>");
    }
}
