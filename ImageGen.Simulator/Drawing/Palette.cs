namespace ImageGen.Simulator.Drawing;

/// <summary>The colours of a scene before its style changes them.</summary>
internal sealed record Palette(Rgb SkyTop, Rgb SkyLow, Rgb Sun, Rgb Far, Rgb Mid, Rgb Near, Rgb Path, Rgb Water, Rgb Leaf, Rgb Accent)
{
    public static Palette Of(Scene scene)
    {
        var random = new SeededRandom(scene.PaletteSeed);
        var turn = random.Between(-16, 16);
        var accent = Rgb.OfHue((float)random.NextDouble());
        var basic = scene.Time switch
        {
            TimeOfDay.Dawn => Hex(0x6F86B8, 0xFAC9A4, 0xFFE9B8, 0xA79BB4, 0x8C9388, 0x687E62, 0xD8B48C, 0x9DB4C8, 0x6E8A62),
            TimeOfDay.Golden => Hex(0xE59A58, 0xFCE3A2, 0xFFF4C8, 0xCB9470, 0xAA8850, 0x7C7140, 0xE4BE84, 0xE0B48C, 0x8C7A3C),
            TimeOfDay.Night => Hex(0x141D3C, 0x435286, 0xF4F1DC, 0x34466C, 0x293A58, 0x1E2B46, 0x5C6484, 0x4A6696, 0x28405A),
            TimeOfDay.Cold => Hex(0xA9BDCB, 0xE6ECEC, 0xFFFBEA, 0xAFC0C8, 0x8FA6A6, 0x708A84, 0xCFCBC0, 0xA8C0CC, 0x7A9488),
            _ => Hex(0x78B6DC, 0xEAF2E2, 0xFFE9A0, 0x9CBCB0, 0x86AC72, 0x62904E, 0xDDBB82, 0x78B4CC, 0x558546),
        };
        return basic with
        {
            SkyTop = basic.SkyTop.Turn(turn),
            SkyLow = basic.SkyLow.Turn(turn / 2),
            Far = basic.Far.Turn(turn).Mix(accent, 0.08f),
            Mid = basic.Mid.Turn(turn),
            Near = basic.Near.Turn(turn),
            Leaf = basic.Leaf.Turn(turn * 1.5f),
            Accent = accent,
        };
    }

    private static Palette Hex(int skyTop, int skyLow, int sun, int far, int mid, int near, int path, int water, int leaf) => new(
        Rgb.Hex(skyTop), Rgb.Hex(skyLow), Rgb.Hex(sun), Rgb.Hex(far), Rgb.Hex(mid), Rgb.Hex(near), Rgb.Hex(path),
        Rgb.Hex(water), Rgb.Hex(leaf), default);
}
