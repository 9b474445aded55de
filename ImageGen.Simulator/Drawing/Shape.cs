namespace ImageGen.Simulator.Drawing;

/// <summary>
/// One thing in a scene, as a signed distance: below 0 inside. The scene's height is 1, its origin the top left corner, and its ground
/// reaches as far as the camera looks.
/// </summary>
internal abstract record Shape(Role Role)
{
    /// <summary>Lighter above 0, darker below.</summary>
    public float Shade { get; init; }
}

/// <summary>All that lies below a line from left to right.</summary>
internal sealed record Ridge(Role Role, Func<float, float> Line) : Shape(Role);

/// <summary>A thing of its own within a box.</summary>
internal sealed record Figure(Role Role, Func<float, float, float> Distance, float Left, float Top, float Right, float Bottom) : Shape(Role)
{
    public static Figure Ellipse(Role role, float x, float y, float radiusX, float radiusY, float degrees = 0)
    {
        var (sin, cos) = MathF.SinCos(degrees * MathF.PI / 180);
        var reach = Math.Max(radiusX, radiusY);
        var small = Math.Min(radiusX, radiusY);
        return new Figure(
            role,
            (px, py) =>
            {
                float dx = px - x, dy = py - y;
                float u = ((dx * cos) + (dy * sin)) / radiusX, v = ((dy * cos) - (dx * sin)) / radiusY;
                return (MathF.Sqrt((u * u) + (v * v)) - 1) * small;
            },
            x - reach,
            y - reach,
            x + reach,
            y + reach);
    }

    /// <summary>The upper half of an ellipse.</summary>
    public static Figure Dome(Role role, float x, float y, float radiusX, float radiusY)
    {
        var whole = Ellipse(role, x, y, radiusX, radiusY);
        return whole with { Distance = (px, py) => Math.Max(whole.Distance(px, py), py - y), Bottom = y };
    }

    /// <summary>A line with round ends, as wide at each end as told.</summary>
    public static Figure Limb(Role role, float x1, float y1, float x2, float y2, float width1, float width2)
    {
        float dx = x2 - x1, dy = y2 - y1, length = Math.Max(1e-6f, (dx * dx) + (dy * dy));
        var reach = Math.Max(width1, width2);
        return new Figure(
            role,
            (px, py) =>
            {
                var along = Math.Clamp((((px - x1) * dx) + ((py - y1) * dy)) / length, 0, 1);
                float ox = px - x1 - (along * dx), oy = py - y1 - (along * dy);
                return MathF.Sqrt((ox * ox) + (oy * oy)) - width1 - ((width2 - width1) * along);
            },
            Math.Min(x1, x2) - reach,
            Math.Min(y1, y2) - reach,
            Math.Max(x1, x2) + reach,
            Math.Max(y1, y2) + reach);
    }

    /// <summary>A polygon that bulges outwards everywhere, corners clockwise.</summary>
    public static Figure Convex(Role role, params (float X, float Y)[] corners)
    {
        var edges = corners.Select((a, i) =>
        {
            var b = corners[(i + 1) % corners.Length];
            float dx = b.X - a.X, dy = b.Y - a.Y, length = MathF.Sqrt((dx * dx) + (dy * dy));
            return (a.X, a.Y, NormalX: dy / length, NormalY: -dx / length);
        }).ToArray();
        return new Figure(
            role,
            (px, py) =>
            {
                var distance = float.MinValue;
                foreach (var (x, y, nx, ny) in edges) distance = Math.Max(distance, ((px - x) * nx) + ((py - y) * ny));
                return distance;
            },
            corners.Min(c => c.X),
            corners.Min(c => c.Y),
            corners.Max(c => c.X),
            corners.Max(c => c.Y));
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
