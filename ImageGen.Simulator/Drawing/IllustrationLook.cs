namespace ImageGen.Simulator.Drawing;

/// <summary>Gouache on paper: soft strokes, pigment that gathers at edges, a white torn margin.</summary>
internal sealed class IllustrationLook(Palette palette) : Look(palette)
{
    private static readonly Rgb Paper = Rgb.Hex(0xFBF6EA);

    public override (Rgb Plate, float Share, Rgb Letters, Rgb Border, float BorderWidth) Caption =>
        (Paper, 0.92f, Rgb.Hex(0x4A3B2E), Paper, 0);

    public override Rgb Sky(int x, int y, float height) =>
        Palette.SkyTop.Mix(Palette.SkyLow, Math.Clamp(height * 1.7f, 0, 1)).Shade(Grain.Stroke(x, y) * 0.07f);

    public override Rgb Paint(Shape shape, int x, int y, float depth)
    {
        var pooled = depth < 0.006f ? -0.09f : 0;
        var stroke = Grain.Stroke(y + (17 * (int)shape.Role), x) * (shape is Ridge ? 0.11f : 0.08f);
        var mist = shape is Ridge ? Math.Clamp(depth * 0.5f, 0, 0.14f) : 0;
        return Colour(shape.Role).Shade(Math.Clamp(shape.Shade + pooled + stroke + mist, -0.6f, 0.6f));
    }

    public override float Stray(int x, int y) => (Grain.Smooth(x, y) - 0.5f) * 0.012f;

    public override void Finish(Canvas canvas)
    {
        var margin = Math.Min(canvas.Width, canvas.Height) * 0.035f;
        var reach = (int)(margin * 2) + 1;
        for (var y = 0; y < canvas.Height; y++)
        {
            var nearEdge = y < reach || y >= canvas.Height - reach;
            for (var x = 0; x < canvas.Width; x++)
            {
                if (!nearEdge && x == reach) x = canvas.Width - reach;
                var edge = Math.Min(Math.Min(x, canvas.Width - 1 - x), Math.Min(y, canvas.Height - 1 - y));
                var torn = margin * (0.55f + (0.8f * Grain.Smooth(x * 2, y * 2)));
                canvas.Blend(x, y, Paper, Math.Clamp(torn - edge, 0, 1));
            }
        }
    }
}
