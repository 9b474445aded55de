namespace ImageGen.Simulator.Drawing;

/// <summary>A film frame: each thing in two muted tones, lit from the left, under black bars.</summary>
internal sealed class ConsistentLook(Palette palette) : Look(palette)
{
    private readonly Rgb _shadow = palette.SkyTop.Mix(Rgb.Hex(0x22304A), 0.65f);

    public override (Rgb Plate, float Share, Rgb Letters, Rgb Border, float BorderWidth) Caption =>
        (Rgb.Hex(0x0E1016), 0.78f, Rgb.Hex(0xF3EEDF), Palette.Accent, 0);

    public override Rgb Sky(int x, int y, float height)
    {
        var step = MathF.Floor(Math.Clamp(height * 1.8f, 0, 0.999f) * 6) / 5;
        return Palette.SkyTop.Mix(Palette.SkyLow, step).Muted(0.3f);
    }

    public override Rgb Paint(Shape shape, int x, int y, float depth)
    {
        var basic = Colour(shape.Role);
        var tone = shape switch
        {
            Ridge => depth < 0.05f ? basic : basic.Mix(_shadow, 0.22f),
            Figure { Role: Role.Sun or Role.Cloud or Role.Eye } => basic,
            _ => basic.Shade(shape.Shade),
        };
        return shape.Role is Role.Scarf or Role.Eye ? tone : tone.Muted(0.28f);
    }

    /// <summary>The side away from the light.</summary>
    public Rgb InShadow(Rgb colour) => colour.Mix(_shadow, 0.42f);

    public override void Finish(Canvas canvas)
    {
        var bar = canvas.Height / 14;
        canvas.FillRectangle(0, 0, canvas.Width, bar, Rgb.Hex(0x0B0C10));
        canvas.FillRectangle(0, canvas.Height - bar, canvas.Width, canvas.Height, Rgb.Hex(0x0B0C10));
        var (inset, arm, line) = (canvas.Height / 9, canvas.Height / 18, Math.Max(1, canvas.Height / 240));
        foreach (var (x, y, dx, dy) in new[]
        {
            (inset, inset, 1, 1), (canvas.Width - inset, inset, -1, 1),
            (inset, canvas.Height - inset, 1, -1), (canvas.Width - inset, canvas.Height - inset, -1, -1),
        })
        {
            canvas.FillRectangle(Math.Min(x, x + (dx * arm)), y, Math.Max(x, x + (dx * arm)), y + line, Rgb.White, 0.7f);
            canvas.FillRectangle(x, Math.Min(y, y + (dy * arm)), x + line, Math.Max(y, y + (dy * arm)), Rgb.White, 0.7f);
        }
    }
}
