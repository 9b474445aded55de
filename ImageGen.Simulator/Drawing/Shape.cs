namespace ImageGen.Simulator.Drawing;

/// <summary>One thing in a scene. The scene's height is 1, its origin the top left corner.</summary>
/// <param name="Role">What it is, which decides its paint in each style.</param>
/// <param name="Path">Its outline as SVG path data, in thousandths of the scene's height.</param>
/// <param name="Shade">Lighter above 0, darker below.</param>
internal readonly record struct Shape(Role Role, string Path, float Shade = 0)
{
    /// <summary>True for ground that reaches as far as the camera looks.</summary>
    public bool IsGround => Role is Role.Far or Role.Mid or Role.Near;

    public static Shape Ellipse(Role role, float x, float y, float radiusX, float radiusY, float degrees = 0)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        var (dx, dy) = (radiusX * cos, radiusX * sin);
        return new Shape(role, new Pen().Move(x - dx, y - dy)
            .Arc(radiusX, radiusY, degrees, false, x + dx, y + dy).Arc(radiusX, radiusY, degrees, false, x - dx, y - dy).Close());
    }

    /// <summary>The upper half of an ellipse.</summary>
    public static Shape Dome(Role role, float x, float y, float radiusX, float radiusY) =>
        new(role, new Pen().Move(x - radiusX, y).Arc(radiusX, radiusY, 0, false, x + radiusX, y).Close());

    /// <summary>A line with round ends, each with its own radius.</summary>
    public static Shape Limb(Role role, float x1, float y1, float x2, float y2, float radius1, float radius2)
    {
        var length = MathF.Sqrt(((x2 - x1) * (x2 - x1)) + ((y2 - y1) * (y2 - y1)));
        if (length <= Math.Abs(radius1 - radius2)) return Ellipse(role, x1, y1, radius1, radius1);
        var along = MathF.Atan2(y2 - y1, x2 - x1);
        var touch = MathF.Acos((radius1 - radius2) / length);
        var ((sinA, cosA), (sinB, cosB)) = (MathF.SinCos(along + touch), MathF.SinCos(along - touch));
        return new Shape(role, new Pen().Move(x1 + (radius1 * cosA), y1 + (radius1 * sinA))
            .Arc(radius1, radius1, 0, touch < MathF.PI / 2, x1 + (radius1 * cosB), y1 + (radius1 * sinB))
            .Line(x2 + (radius2 * cosB), y2 + (radius2 * sinB))
            .Arc(radius2, radius2, 0, touch > MathF.PI / 2, x2 + (radius2 * cosA), y2 + (radius2 * sinA)).Close());
    }

    public static Shape Polygon(Role role, params IEnumerable<(float X, float Y)> corners)
    {
        var pen = new Pen();
        foreach (var (i, (x, y)) in corners.Index()) _ = i == 0 ? pen.Move(x, y) : pen.Line(x, y);
        return new Shape(role, pen.Close());
    }
}

/// <summary>What a shape is, which decides its paint in each style.</summary>
internal enum Role
{
    Sun,
    Cloud,
    Far,
    Mid,
    Near,
    Path,
    Water,
    Leaf,
    Trunk,
    Wall,
    Roof,
    Wheat,
    Hare,
    Light,
    Tortoise,
    Shell,
    Fox,
    Grey,
    Skin,
    Scarf,
    Eye,
}
