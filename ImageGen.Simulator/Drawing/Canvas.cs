namespace ImageGen.Simulator.Drawing;

/// <summary>Pixels and the few ways to set them.</summary>
internal sealed class Canvas(int width, int height)
{
    public byte[] Pixels { get; } = new byte[width * height * 3];

    public int Width => width;

    public int Height => height;

    public void Set(int x, int y, Rgb colour)
    {
        var at = ((y * width) + x) * 3;
        Pixels[at] = colour.R;
        Pixels[at + 1] = colour.G;
        Pixels[at + 2] = colour.B;
    }

    public Rgb Get(int x, int y)
    {
        var at = ((y * width) + x) * 3;
        return new(Pixels[at], Pixels[at + 1], Pixels[at + 2]);
    }

    public void Blend(int x, int y, Rgb colour, float share)
    {
        if (share <= 0.004f) return;
        Set(x, y, share >= 0.996f ? colour : Get(x, y).Mix(colour, share));
    }

    public void FillRectangle(int left, int top, int right, int bottom, Rgb colour, float share = 1)
    {
        for (var y = Math.Max(0, top); y < Math.Min(height, bottom); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(width, right); x++) Blend(x, y, colour, share);
        }
    }

    /// <summary>A rectangle with round corners, and a border when <paramref name="border"/> is more than 0.</summary>
    public void FillPlate(
        int left, int top, int right, int bottom, float radius, Rgb colour, float share, Rgb borderColour, float border = 0)
    {
        float centreX = (left + right) / 2f, centreY = (top + bottom) / 2f;
        float halfX = ((right - left) / 2f) - radius, halfY = ((bottom - top) / 2f) - radius;
        for (var y = Math.Max(0, top); y < Math.Min(height, bottom); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(width, right); x++)
            {
                var dx = Math.Max(0, Math.Abs(x + 0.5f - centreX) - halfX);
                var dy = Math.Max(0, Math.Abs(y + 0.5f - centreY) - halfY);
                var distance = MathF.Sqrt((dx * dx) + (dy * dy)) - radius;
                var inside = Math.Clamp(0.5f - distance, 0, 1);
                Blend(x, y, colour, inside * share);
                if (border > 0) Blend(x, y, borderColour, inside * Math.Clamp(distance + border + 0.5f, 0, 1));
            }
        }
    }

    public void Write(string text, int left, int top, int scale, Rgb colour)
    {
        for (var i = 0; i < text.Length; i++)
        {
            for (var row = 0; row < PixelFont.Height; row++)
            {
                for (var column = 0; column < PixelFont.Width; column++)
                {
                    if (!PixelFont.IsSet(text[i], column, row)) continue;
                    var x = left + (((i * PixelFont.Advance) + column) * scale);
                    var y = top + (row * scale);
                    FillRectangle(x, y, x + scale, y + scale, colour);
                }
            }
        }
    }
}
