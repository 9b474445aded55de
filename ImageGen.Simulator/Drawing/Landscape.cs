namespace ImageGen.Simulator.Drawing;

/// <summary>Everything of a scene behind its cast, back to front.</summary>
internal static class Landscape
{
    public static IEnumerable<Shape> Of(Scene scene, float aspect)
    {
        var random = new SeededRandom(scene.Seed);
        yield return Sun(ref random, scene.Time, aspect);
        if (scene.Time is not TimeOfDay.Night)
        {
            var (x, y, size) = (random.Between(0.1f, 0.9f) * aspect, random.Between(0.1f, 0.24f), random.Between(0.03f, 0.05f));
            foreach (var cloud in Cloud(x, y, size)) yield return cloud;
        }

        var height = scene.Place.Contains("mountain") ? 0.16f : 0.06f;
        var far = Hills(ref random, 0.5f, height, 3.2f);
        var mid = Hills(ref random, 0.6f, 0.05f, 2.1f);
        var near = Hills(ref random, 0.74f, 0.035f, 1.4f);
        yield return Ridge(Role.Far, far, aspect);
        yield return Ridge(Role.Mid, mid, aspect);
        foreach (var shape in OnTheHill(scene, random, aspect, mid)) yield return shape;
        yield return Ridge(Role.Near, near, aspect);
        foreach (var shape in InFront(scene, random, aspect, near)) yield return shape;
    }

    private static Shape Sun(ref SeededRandom random, TimeOfDay time, float aspect)
    {
        var low = time is TimeOfDay.Dawn or TimeOfDay.Golden;
        var x = random.Between(0.36f, 0.68f) * aspect;
        return Shape.Ellipse(Role.Sun, x, low ? random.Between(0.32f, 0.42f) : random.Between(0.14f, 0.24f), 0.07f, 0.07f);
    }

    private static IEnumerable<Shape> Cloud(float x, float y, float size)
    {
        yield return Shape.Ellipse(Role.Cloud, x - (size * 1.7f), y + (size * 0.2f), size * 1.5f, size * 0.6f);
        yield return Shape.Ellipse(Role.Cloud, x, y, size * 1.5f, size);
        yield return Shape.Ellipse(Role.Cloud, x + (size * 1.8f), y + (size * 0.25f), size * 1.4f, size * 0.55f);
    }

    private static Func<float, float> Hills(ref SeededRandom random, float level, float height, float pace)
    {
        float a = random.Between(0, 6.28f), b = random.Between(0, 6.28f), c = random.Between(0, 6.28f);
        return x =>
        {
            var at = x * pace;
            var wave = (0.6f * MathF.Sin(at + a)) + (0.3f * MathF.Sin((at * 2.3f) + b)) + (0.1f * MathF.Sin((at * 5.1f) + c));
            return level - (height * wave);
        };
    }

    private static IEnumerable<Shape> OnTheHill(Scene scene, SeededRandom random, float aspect, Func<float, float> hill)
    {
        var trees = scene.Place.Contains("forest") ? 16 : 5;
        for (var i = 0; i < trees; i++)
        {
            var x = random.Between(-0.05f, 1.05f) * aspect;
            var (size, shade) = (random.Between(0.05f, 0.085f), random.Between(-0.12f, 0.08f));
            foreach (var shape in Tree(x, hill(x) + 0.02f, size, shade)) yield return shape;
        }

        if (scene.Place.Contains("village"))
        {
            var start = random.Between(0.1f, 0.55f) * aspect;
            for (var i = 0; i < 4; i++)
            {
                var x = start + (i * 0.11f);
                foreach (var shape in House(x, hill(x) + 0.025f, random.Between(0.05f, 0.075f))) yield return shape;
            }
        }

        if (scene.Place.Contains("mill"))
        {
            var x = random.Between(0.55f, 0.8f) * aspect;
            foreach (var shape in Mill(x, hill(x) + 0.03f)) yield return shape;
        }
    }

    private static IEnumerable<Shape> InFront(Scene scene, SeededRandom random, float aspect, Func<float, float> ground)
    {
        if (scene.Place.Contains("water")) yield return Band(Role.Water, random.Between(0.2f, 0.8f) * aspect, -1.2f, ground);
        if (scene.Place.Contains("road")) yield return Band(Role.Path, random.Between(0.35f, 0.65f) * aspect, 0.9f, ground);
        if (scene.Place.Contains("oak"))
        {
            var x = (random.NextDouble() < 0.5 ? 0.16f : 0.84f) * aspect;
            foreach (var shape in Tree(x, ground(x) + 0.08f, 0.26f, -0.05f)) yield return shape;
        }

        if (!scene.Place.Contains("wheat")) yield break;
        for (var i = 0; i < 26; i++)
        {
            float x = (i + random.Between(0, 0.8f)) / 26 * aspect, y = random.Between(0.93f, 1.04f), lean = random.Between(-0.015f, 0.02f);
            yield return Shape.Limb(Role.Wheat, x, y, x + lean, y - 0.08f, 0.003f, 0.0025f);
            yield return Shape.Ellipse(Role.Wheat, x + (lean * 1.2f), y - 0.09f, 0.008f, 0.018f, 8) with { Shade = 0.15f };
        }
    }

    /// <summary>All that lies below a line, beyond what a camera sees on every side.</summary>
    private static Shape Ridge(Role role, Func<float, float> line, float aspect)
    {
        const float Margin = 0.1f;
        const float Step = 0.015f;
        var top = Enumerable.Range(0, (int)((aspect + (2 * Margin)) / Step) + 2).Select(i => (i * Step) - Margin).Select(x => (x, line(x)));
        return Shape.Polygon(role, [(-Margin, 1.1f), .. top, (aspect + (2 * Margin), 1.1f)]);
    }

    /// <summary>Widens towards the viewer and bends on its way to the horizon.</summary>
    private static Shape Band(Role role, float x, float bend, Func<float, float> ground)
    {
        var edges = Enumerable.Range(0, 24).Select(i => float.Lerp(ground(x) - 0.004f, 1.1f, i / 23f)).Select(y =>
        {
            var depth = Math.Clamp((y - 0.7f) / 0.32f, 0, 1.4f);
            return (Y: y, Centre: x + (bend * 0.22f * MathF.Sin(depth * 2.6f)), Half: 0.012f + (0.15f * depth * depth));
        }).ToArray();
        return Shape.Polygon(
            role, [.. edges.Select(e => (e.Centre - e.Half, e.Y)), .. edges.Reverse().Select(e => (e.Centre + e.Half, e.Y))]);
    }

    private static IEnumerable<Shape> Tree(float x, float foot, float size, float shade)
    {
        yield return Shape.Limb(Role.Trunk, x, foot, x, foot - size, size * 0.13f, size * 0.08f);
        var aside = size * 0.42f;
        yield return Shape.Ellipse(Role.Leaf, x - aside, foot - (size * 1.1f), size * 0.5f, aside) with { Shade = shade - 0.06f };
        yield return Shape.Ellipse(Role.Leaf, x + aside, foot - (size * 1.15f), size * 0.5f, aside) with { Shade = shade };
        yield return Shape.Ellipse(Role.Leaf, x, foot - (size * 1.5f), size * 0.58f, size * 0.52f) with { Shade = shade + 0.06f };
    }

    private static IEnumerable<Shape> House(float x, float foot, float size)
    {
        var half = size * 0.5f;
        yield return Shape.Polygon(Role.Wall, (x - half, foot - size), (x + half, foot - size), (x + half, foot), (x - half, foot));
        var (eaves, door, gutter) = (size * 0.68f, size * 0.12f, foot - (size * 0.92f));
        yield return Shape.Polygon(Role.Roof, (x, foot - (size * 1.6f)), (x + eaves, gutter), (x - eaves, gutter));
        yield return Shape.Polygon(Role.Eye, (x - door, foot - half), (x + door, foot - half), (x + door, foot), (x - door, foot));
    }

    private static IEnumerable<Shape> Mill(float x, float foot)
    {
        var top = foot - 0.22f;
        yield return Shape.Polygon(Role.Wall, (x - 0.045f, top), (x + 0.045f, top), (x + 0.075f, foot), (x - 0.075f, foot));
        yield return Shape.Dome(Role.Roof, x, foot - 0.215f, 0.055f, 0.055f);
        for (var sail = 0; sail < 4; sail++)
        {
            var (sin, cos) = MathF.SinCos(0.5f + (sail * MathF.PI / 2));
            yield return Shape.Limb(Role.Light, x, foot - 0.23f, x + (0.15f * cos), foot - 0.23f + (0.15f * sin), 0.006f, 0.016f);
        }

        yield return Shape.Ellipse(Role.Eye, x, foot - 0.23f, 0.012f, 0.012f);
    }
}
