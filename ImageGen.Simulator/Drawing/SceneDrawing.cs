namespace ImageGen.Simulator.Drawing;

/// <summary>A request's scene as SVG.</summary>
internal static class SceneDrawing
{
    public static Svg Of(Scene scene, Look look, string style, string? beat, string subject, ulong action, int width, int height)
    {
        var svg = new Svg(width, height);
        var aspect = width / (float)height;
        look.Sky(svg);
        var (centreX, centreY, zoom) = Camera(scene, subject, action, aspect);
        svg.Add($"<g transform='translate({width / 2f} {height / 2f}) scale({zoom * height / 1000}) translate({-centreX * 1000} "
            + $"{-centreY * 1000})'>");
        foreach (var shape in Landscape.Of(scene, aspect)) look.Paint(svg, shape);
        foreach (var shape in Cast.Of(scene, action, aspect)) look.Paint(svg, shape);
        svg.Add($"</g>");
        look.Finish(svg);
        AddCaption(svg, look, style, beat, subject);
        return svg;
    }

    /// <summary>Adds the plate of what came with the prompt, and tells where on it a small copy of it belongs.</summary>
    public static (int Left, int Top, int Width, int Height) AddReference(Svg svg, Look look, string name)
    {
        var unit = UnitOf(svg);
        int pad = unit * 3, copyWidth = unit * 36, copyHeight = unit * 20;
        var width = (pad * 2) + Math.Max(copyWidth, Lettering.WidthOf(name) * unit);
        var (left, top) = (svg.Width - (svg.Height / 14) - width, svg.Height / 10);
        svg.Plate(look, left, top, width, (pad * 3) + copyHeight + (Lettering.Height * unit), unit);
        svg.Write(name, left + ((width - (Lettering.WidthOf(name) * unit)) / 2), top + copyHeight + (pad * 2), unit, look.Caption.Letters);
        return (left + ((width - copyWidth) / 2), top + pad, copyWidth, copyHeight);
    }

    /// <summary>Goes closer with each image of a shot.</summary>
    private static (float X, float Y, float Zoom) Camera(Scene scene, string subject, ulong action, float aspect)
    {
        var moves = new SeededRandom(action ^ 0xCA3E);
        var close = subject.StartsWith("close", StringComparison.OrdinalIgnoreCase)
            || subject.Contains("close on", StringComparison.OrdinalIgnoreCase)
            || subject.Contains("zoom", StringComparison.OrdinalIgnoreCase);
        var zoom = Math.Min(2.1f, 1 + (0.16f * scene.Step) + (close ? 0.4f : 0));
        var room = 1 - (1 / zoom);
        return ((aspect / 2) + (moves.Between(-1, 1) * (aspect / 2) * room), Math.Min(1 - (0.5f / zoom), 0.5f + (0.68f * room)), zoom);
    }

    private static void AddCaption(Svg svg, Look look, string style, string? beat, string words)
    {
        var unit = UnitOf(svg);
        var big = beat ?? string.Empty;
        var (pad, bigUnit) = (unit * 4, unit * 3);
        var room = (int)(svg.Width * 0.6f) / (Lettering.Advance * unit);
        var small = beat is null ? $"{style}: {words}" : style;
        if (small.Length > room) small = small[..Math.Max(0, room - 2)].TrimEnd() + "..";

        var width = (pad * 2) + Math.Max(Lettering.WidthOf(small) * unit, Lettering.WidthOf(big) * bigUnit);
        var height = (pad * 2) + (Lettering.Height * unit) + (big.Length > 0 ? (Lettering.Height * bigUnit) + (unit * 3) : 0);
        var (left, top) = (svg.Height / 14, svg.Height / 10);
        svg.Plate(look, left, top, width, height, unit);
        svg.Write(small, left + pad, top + pad, unit, look.Caption.Letters);
        svg.Write(big, left + pad, top + height - pad - (Lettering.Height * bigUnit), bigUnit, look.Caption.Letters);
    }

    private static int UnitOf(Svg svg) => Math.Max(1, Math.Min(svg.Width, svg.Height) / 180);
}
