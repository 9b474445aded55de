namespace ImageGen.Simulator.Drawing;

/// <summary>A colour.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    public static readonly Rgb White = new(255, 255, 255);
    public static readonly Rgb Ink = new(24, 24, 30);

    public static Rgb Hex(int value) => new((byte)(value >> 16), (byte)(value >> 8), (byte)value);

    /// <summary>This colour at 0, <paramref name="other"/> at 1.</summary>
    public Rgb Mix(Rgb other, float share) => new(Lerp(R, other.R, share), Lerp(G, other.G, share), Lerp(B, other.B, share));

    /// <summary>Lighter above 0, darker below; -1 is black, 1 white.</summary>
    public Rgb Shade(float by) => by >= 0 ? Mix(White, by) : Mix(Ink, -by);

    public Rgb Muted(float by)
    {
        var grey = (byte)((0.3f * R) + (0.59f * G) + (0.11f * B));
        return Mix(new Rgb(grey, grey, grey), by);
    }

    /// <summary>Turns the hue, keeping lightness roughly as it is.</summary>
    public Rgb Turn(float degrees)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        var third = (1 - cos) / 3;
        var root = MathF.Sqrt(1f / 3) * sin;
        float keep = cos + third, plus = third + root, minus = third - root;
        return new(
            Clamp((R * keep) + (G * minus) + (B * plus)),
            Clamp((R * plus) + (G * keep) + (B * minus)),
            Clamp((R * minus) + (G * plus) + (B * keep)));
    }

    /// <summary>A clear colour of the hue <paramref name="hue"/>, 0 to 1.</summary>
    public static Rgb OfHue(float hue) => Hex(0xD0604A).Turn(hue * 360);

    /// <summary>As SVG writes it.</summary>
    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";

    private static byte Lerp(byte a, byte b, float share) => Clamp(a + ((b - a) * share));

    private static byte Clamp(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
