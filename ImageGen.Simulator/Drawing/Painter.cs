namespace ImageGen.Simulator.Drawing;

/// <summary>Puts shapes on a canvas as a look paints them, with smooth edges.</summary>
internal sealed class Painter(Canvas canvas, Camera camera, Look look)
{
    public void Sky()
    {
        for (var y = 0; y < canvas.Height; y++)
        {
            var height = camera.SceneY(y + 0.5f);
            for (var x = 0; x < canvas.Width; x++) canvas.Set(x, y, look.Sky(x, y, height));
        }
    }

    public void Paint(Shape shape)
    {
        if (shape is Ridge ridge) Paint(ridge);
        else Paint((Figure)shape);
    }

    private void Paint(Ridge ridge)
    {
        var line = new float[canvas.Width];
        var top = canvas.Height;
        for (var x = 0; x < canvas.Width; x++)
        {
            line[x] = ridge.Line(camera.SceneX(x + 0.5f));
            top = Math.Min(top, camera.PixelY(line[x] - 0.01f));
        }

        for (var y = Math.Max(0, top); y < canvas.Height; y++)
        {
            var height = camera.SceneY(y + 0.5f);
            for (var x = 0; x < canvas.Width; x++) Pixel(ridge, x, y, line[x] - height);
        }
    }

    private void Paint(Figure figure)
    {
        const float Edge = 0.012f;
        var left = Math.Max(0, camera.PixelX(figure.Left - Edge));
        var right = Math.Min(canvas.Width, camera.PixelX(figure.Right + Edge) + 1);
        var top = Math.Max(0, camera.PixelY(figure.Top - Edge));
        var bottom = Math.Min(canvas.Height, camera.PixelY(figure.Bottom + Edge) + 1);
        for (var y = top; y < bottom; y++)
        {
            var height = camera.SceneY(y + 0.5f);
            for (var x = left; x < right; x++) Pixel(figure, x, y, figure.Distance(camera.SceneX(x + 0.5f), height));
        }
    }

    private void Pixel(Shape shape, int x, int y, float distance)
    {
        if (distance > 0.012f) return;
        var scale = camera.PixelsPerUnit;
        var strayed = distance + (look.Stray(x, y) / camera.Zoom);
        var inside = Math.Clamp(0.5f - (strayed * scale), 0, 1);
        if (inside <= 0) return;

        var colour = look.Paint(shape, x, y, -strayed);
        if (look is ConsistentLook film
            && shape is Figure { Role: not (Role.Sun or Role.Cloud or Role.Eye) } figure
            && IsAwayFromLight(figure, x, y))
        {
            colour = film.InShadow(colour);
        }

        if (look.Outline > 0 && shape.Role is not Role.Cloud)
        {
            var ink = Math.Clamp(((strayed + look.Outline) * scale) + 0.5f, 0, 1);
            colour = colour.Mix(Rgb.Ink, ink);
        }

        canvas.Blend(x, y, colour, inside);
    }

    private bool IsAwayFromLight(Figure figure, int x, int y)
    {
        var across = (camera.SceneX(x) - figure.Left) / (figure.Right - figure.Left);
        var down = (camera.SceneY(y) - figure.Top) / (figure.Bottom - figure.Top);
        return across + (0.5f * down) > 0.92f;
    }
}
