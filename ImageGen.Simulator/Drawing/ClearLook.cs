namespace ImageGen.Simulator.Drawing;

/// <summary>Thick black lines on white, and two flat accent colours.</summary>
internal sealed class ClearLook(Palette palette) : Look(palette)
{
    private readonly Rgb _first = palette.Accent;
    private readonly Rgb _second = palette.Accent.Turn(150).Shade(0.4f);

    public override (Rgb Plate, float Share, Rgb Letters, Rgb Border) Caption => (Rgb.White, 1, Rgb.Ink, Rgb.Ink);

    public override void Sky(Svg svg) => svg.Cover(Rgb.White.ToString());

    public override void Paint(Svg svg, Shape shape)
    {
        var width = shape.Role is Role.Cloud or Role.Wheat ? 4 : 9;
        svg.Add($"<path d='{shape.Path}' fill='{Fill(shape.Role)}' stroke='{Rgb.Ink}' stroke-width='{width}' stroke-linejoin='round'/>");
    }

    public override void Finish(Svg svg)
    {
        var line = Math.Max(2, svg.Height / 120);
        svg.Add($"<rect x='{line / 2f}' y='{line / 2f}' width='{svg.Width - line}' height='{svg.Height - line}' fill='none' "
            + $"stroke='{Rgb.Ink}' stroke-width='{line}'/>");
    }

    private Rgb Fill(Role role) => role switch
    {
        Role.Eye => Rgb.Ink,
        Role.Sun or Role.Scarf or Role.Roof or Role.Path or Role.Fox => _first,
        Role.Near or Role.Shell or Role.Leaf or Role.Water => _second,
        Role.Far or Role.Hare or Role.Grey => Rgb.Hex(0xF1F1F3),
        _ => Rgb.White,
    };
}
