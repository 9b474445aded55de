namespace ImageGen.Simulator.Drawing;

/// <summary>How a style paints.</summary>
internal abstract class Look(Palette palette)
{
    protected Palette Palette { get; } = palette;

    /// <summary>The width of the black line inside each shape's edge, in scene units; 0: none.</summary>
    public virtual float Outline => 0;

    public static Look Of(string style, Palette palette) => style switch
    {
        "clear" => new ClearLook(palette),
        "consistent" => new ConsistentLook(palette),
        _ => new IllustrationLook(palette),
    };

    /// <summary>The sky where no shape is, at a height of 0 (top) to 1.</summary>
    public abstract Rgb Sky(int x, int y, float height);

    /// <summary>The paint of a shape at a pixel <paramref name="depth"/> scene units inside its edge.</summary>
    public abstract Rgb Paint(Shape shape, int x, int y, float depth);

    /// <summary>How far the hand strays from the edge there, in scene units.</summary>
    public virtual float Stray(int x, int y) => 0;

    /// <summary>Frame and grain, after all shapes.</summary>
    public abstract void Finish(Canvas canvas);

    /// <summary>Colours of the caption's plate and its letters.</summary>
    public abstract (Rgb Plate, float Share, Rgb Letters, Rgb Border, float BorderWidth) Caption { get; }

    protected Rgb Colour(Role role) => role switch
    {
        Role.Sun => Palette.Sun,
        Role.Cloud => Palette.SkyLow.Shade(0.55f),
        Role.Far => Palette.Far,
        Role.Mid => Palette.Mid,
        Role.Near => Palette.Near,
        Role.Path => Palette.Path,
        Role.Water => Palette.Water,
        Role.Leaf => Palette.Leaf,
        Role.Trunk => Rgb.Hex(0x6B4C36),
        Role.Wall => Rgb.Hex(0xEFE0C4),
        Role.Roof => Palette.Accent.Mix(Rgb.Hex(0xA8503C), 0.5f),
        Role.Wheat => Rgb.Hex(0xD9B24E),
        Role.Hare => Rgb.Hex(0xA9784C),
        Role.Light => Rgb.Hex(0xF6EBD8),
        Role.Tortoise => Rgb.Hex(0x7FA35A),
        Role.Shell => Rgb.Hex(0x6A6B3C),
        Role.Fox => Rgb.Hex(0xD1692F),
        Role.Grey => Rgb.Hex(0x8D8A90),
        Role.Skin => Rgb.Hex(0xE2B492),
        Role.Scarf => Rgb.Hex(0x3F6FB5),
        _ => Rgb.Ink,
    };
}
