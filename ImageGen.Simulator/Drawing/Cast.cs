namespace ImageGen.Simulator.Drawing;

/// <summary>The characters. Each stands on its foot point and looks to the right, or to the left when <c>mirrored</c>.</summary>
internal static class Cast
{
    public static IEnumerable<Shape> Of(Scene scene, ulong action, float aspect)
    {
        var random = new SeededRandom(scene.Seed ^ 0xCA57);
        var moves = new SeededRandom(action);
        for (var i = 0; i < scene.Cast.Length; i++)
        {
            var room = aspect / scene.Cast.Length;
            var x = (room * (i + 0.5f)) + (random.Between(-0.12f, 0.12f) * room) + (moves.Between(-0.1f, 0.1f) * room);
            var foot = random.Between(0.86f, 0.92f) + moves.Between(-0.015f, 0.015f);
            var stage = new Stage(x, foot, scene.Cast[i] is "mouse" ? 0.16f : 0.27f, moves.NextDouble() < 0.5 ? -1 : 1);
            foreach (var shape in Character(scene.Cast[i], stage)) yield return shape;
        }
    }

    private static IEnumerable<Shape> Character(string name, Stage stage) => name switch
    {
        "hare" => Hare(stage),
        "tortoise" => Tortoise(stage),
        "fox" => Fox(stage),
        "mouse" => Small(stage, 0.2f),
        "badger" => Small(stage, 0.12f),
        _ => Person(stage),
    };

    private static IEnumerable<Shape> Hare(Stage s)
    {
        yield return s.Limb(Role.Hare, -0.28f, -0.18f, -0.36f, -0.05f, 0.13f, 0.06f);
        yield return s.Limb(Role.Hare, 0.18f, -0.25f, 0.24f, -0.04f, 0.06f, 0.05f);
        yield return s.Ellipse(Role.Light, -0.5f, -0.32f, 0.09f, 0.09f);
        yield return s.Ellipse(Role.Hare, -0.08f, -0.34f, 0.4f, 0.24f, -18);
        yield return s.Limb(Role.Hare, 0.24f, -0.8f, 0.1f, -1.14f, 0.06f, 0.075f) with { Shade = -0.12f };
        yield return s.Limb(Role.Hare, 0.3f, -0.8f, 0.28f, -1.2f, 0.065f, 0.08f);
        yield return s.Limb(Role.Scarf, 0.12f, -0.52f, 0.34f, -0.5f, 0.075f, 0.07f);
        yield return s.Limb(Role.Scarf, 0.14f, -0.5f, -0.08f, -0.36f, 0.05f, 0.07f);
        yield return s.Ellipse(Role.Hare, 0.32f, -0.7f, 0.2f, 0.17f, 10);
        yield return s.Ellipse(Role.Light, 0.42f, -0.63f, 0.1f, 0.08f);
        yield return s.Ellipse(Role.Eye, 0.34f, -0.74f, 0.028f, 0.036f);
        yield return s.Ellipse(Role.Eye, 0.51f, -0.68f, 0.026f, 0.02f);
    }

    private static IEnumerable<Shape> Tortoise(Stage s)
    {
        yield return s.Limb(Role.Tortoise, -0.3f, -0.16f, -0.34f, -0.03f, 0.09f, 0.09f);
        yield return s.Limb(Role.Tortoise, 0.26f, -0.16f, 0.3f, -0.03f, 0.09f, 0.09f);
        yield return s.Limb(Role.Tortoise, 0.36f, -0.2f, 0.6f, -0.42f, 0.09f, 0.08f);
        yield return s.Ellipse(Role.Tortoise, 0.64f, -0.46f, 0.14f, 0.115f, -10);
        yield return s.Ellipse(Role.Eye, 0.67f, -0.49f, 0.025f, 0.03f);
        yield return s.Dome(Role.Shell, 0, -0.14f, 0.5f, 0.46f);
        yield return s.Ellipse(Role.Shell, 0, -0.4f, 0.13f, 0.1f) with { Shade = 0.18f };
        yield return s.Ellipse(Role.Shell, -0.26f, -0.27f, 0.1f, 0.09f, 20) with { Shade = 0.12f };
        yield return s.Ellipse(Role.Shell, 0.26f, -0.27f, 0.1f, 0.09f, -20) with { Shade = 0.12f };
        yield return s.Limb(Role.Tortoise, -0.46f, -0.13f, 0.46f, -0.13f, 0.05f, 0.05f);
        yield return s.Limb(Role.Eye, -0.1f, -0.57f, -0.16f, -0.46f, 0.008f, 0.012f);
    }

    private static IEnumerable<Shape> Fox(Stage s)
    {
        yield return s.Limb(Role.Fox, -0.2f, -0.14f, -0.6f, -0.4f, 0.09f, 0.13f);
        yield return s.Ellipse(Role.Light, -0.64f, -0.43f, 0.1f, 0.1f);
        yield return s.Limb(Role.Fox, 0, -0.1f, 0.06f, -0.58f, 0.24f, 0.13f);
        yield return s.Ellipse(Role.Light, 0.12f, -0.36f, 0.1f, 0.18f);
        yield return s.Polygon(Role.Fox, (-0.08f, -1.06f), (0.04f, -0.86f), (-0.1f, -0.8f));
        yield return s.Polygon(Role.Fox, (0.28f, -1.06f), (0.28f, -0.8f), (0.12f, -0.86f));
        yield return s.Ellipse(Role.Fox, 0.1f, -0.76f, 0.21f, 0.16f);
        yield return s.Limb(Role.Light, 0.16f, -0.69f, 0.36f, -0.64f, 0.08f, 0.03f);
        yield return s.Ellipse(Role.Eye, 0.38f, -0.645f, 0.035f, 0.03f);
        yield return s.Ellipse(Role.Eye, 0.14f, -0.78f, 0.026f, 0.032f);
    }

    private static IEnumerable<Shape> Small(Stage s, float ears)
    {
        yield return s.Ellipse(Role.Grey, 0, -0.28f, 0.32f, 0.26f);
        yield return s.Ellipse(Role.Light, 0.06f, -0.22f, 0.16f, 0.18f);
        yield return s.Ellipse(Role.Grey, -0.02f, -0.8f, ears, ears);
        yield return s.Ellipse(Role.Grey, 0.3f, -0.8f, ears, ears) with { Shade = -0.1f };
        yield return s.Ellipse(Role.Grey, 0.16f, -0.62f, 0.24f, 0.2f);
        yield return s.Ellipse(Role.Eye, 0.2f, -0.66f, 0.03f, 0.036f);
        yield return s.Ellipse(Role.Eye, 0.4f, -0.58f, 0.035f, 0.03f);
    }

    private static IEnumerable<Shape> Person(Stage s)
    {
        yield return s.Limb(Role.Eye, -0.07f, -0.3f, -0.09f, -0.02f, 0.05f, 0.045f);
        yield return s.Limb(Role.Eye, 0.08f, -0.3f, 0.1f, -0.02f, 0.05f, 0.045f);
        yield return s.Polygon(Role.Scarf, (-0.1f, -0.86f), (0.1f, -0.86f), (0.2f, -0.24f), (-0.2f, -0.24f));
        yield return s.Limb(Role.Scarf, 0.08f, -0.78f, 0.28f, -0.5f, 0.05f, 0.045f) with { Shade = -0.1f };
        yield return s.Ellipse(Role.Skin, 0.3f, -0.48f, 0.05f, 0.05f);
        yield return s.Ellipse(Role.Skin, 0, -1.02f, 0.15f, 0.17f);
        yield return s.Dome(Role.Trunk, 0, -1.05f, 0.165f, 0.16f);
        yield return s.Ellipse(Role.Eye, 0.07f, -1.0f, 0.018f, 0.022f);
    }

    /// <summary>Where a character stands and how large it is: its own unit is its height.</summary>
    private readonly record struct Stage(float X, float Foot, float Size, int Facing)
    {
        public Shape Ellipse(Role role, float x, float y, float radiusX, float radiusY, float degrees = 0) =>
            Shape.Ellipse(role, At(x), Foot + (y * Size), radiusX * Size, radiusY * Size, degrees * Facing);

        public Shape Dome(Role role, float x, float y, float radiusX, float radiusY) =>
            Shape.Dome(role, At(x), Foot + (y * Size), radiusX * Size, radiusY * Size);

        public Shape Limb(Role role, float x1, float y1, float x2, float y2, float width1, float width2) =>
            Shape.Limb(role, At(x1), Foot + (y1 * Size), At(x2), Foot + (y2 * Size), width1 * Size, width2 * Size);

        public Shape Polygon(Role role, params (float X, float Y)[] corners)
        {
            var stage = this;
            return Shape.Polygon(role, corners.Select(c => (stage.At(c.X), stage.Foot + (c.Y * stage.Size))));
        }

        private float At(float x) => X + (x * Size * Facing);
    }
}
