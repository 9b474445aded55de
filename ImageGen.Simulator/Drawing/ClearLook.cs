namespace ImageGen.Simulator.Drawing;

/// <summary>Thick black lines on white, and two flat accent colours.</summary>
internal sealed class ClearLook(Palette palette) : Look(palette)
{
    private readonly Rgb _first = palette.Accent;
    private readonly Rgb _second = palette.Accent.Turn(150).Shade(0.25f);

    public override float Outline => 0.0085f;

    public override (Rgb Plate, float Share, Rgb Letters, Rgb Border, float BorderWidth) Caption => (Rgb.White, 1, Rgb.Ink, Rgb.Ink, 2.5f);

    public override Rgb Sky(int x, int y, float height) => Rgb.White;

    public override Rgb Paint(Shape shape, int x, int y, float depth) => shape.Role switch
    {
        Role.Eye => Rgb.Ink,
        Role.Sun or Role.Scarf or Role.Roof or Role.Path or Role.Fox => _first,
        Role.Near or Role.Shell or Role.Leaf or Role.Water => _second,
        Role.Far or Role.Hare or Role.Grey => Rgb.Hex(0xF1F1F3),
        _ => Rgb.White,
    };

    public override void Finish(Canvas canvas)
    {
        var line = Math.Max(2, canvas.Height / 120);
        canvas.FillRectangle(0, 0, canvas.Width, line, Rgb.Ink);
        canvas.FillRectangle(0, canvas.Height - line, canvas.Width, canvas.Height, Rgb.Ink);
        canvas.FillRectangle(0, 0, line, canvas.Height, Rgb.Ink);
        canvas.FillRectangle(canvas.Width - line, 0, canvas.Width, canvas.Height, Rgb.Ink);
    }
}
