namespace ImageGen.Simulator.Drawing;

/// <summary>How a style paints.</summary>
internal abstract class Look(Palette palette)
{
    protected Palette Palette { get; } = palette;

    /// <summary>Colours of the caption's plate and its letters.</summary>
    public abstract (Rgb Plate, float Share, Rgb Letters, Rgb Border) Caption { get; }

    /// <summary>Whether the brush shows.</summary>
    public virtual bool HasGrain => false;

    public static Look Of(string style, Palette palette) => style switch
    {
        "clear" => new ClearLook(palette),
        "consistent" => new ConsistentLook(palette),
        _ => new IllustrationLook(palette),
    };

    /// <summary>What is behind all shapes.</summary>
    public abstract void Sky(Svg svg);

    public abstract void Paint(Svg svg, Shape shape);

    /// <summary>Frame and light, after all shapes.</summary>
    public abstract void Finish(Svg svg);

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
        Role.Tortoise => Rgb.Hex(0xB9C464),
        Role.Shell => Rgb.Hex(0x6A6B3C),
        Role.Fox => Rgb.Hex(0xD1692F),
        Role.Grey => Rgb.Hex(0x8D8A90),
        Role.Skin => Rgb.Hex(0xE2B492),
        Role.Scarf => Rgb.Hex(0x3F6FB5),
        _ => Rgb.Ink,
    };
}
