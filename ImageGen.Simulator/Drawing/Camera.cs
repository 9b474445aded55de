namespace ImageGen.Simulator.Drawing;

/// <summary>From the scene to pixels: goes closer with each image of a shot.</summary>
internal readonly record struct Camera(float CentreX, float CentreY, float Zoom, float Aspect, int PixelHeight)
{
    public float PixelsPerUnit => Zoom * PixelHeight;

    public static Camera Of(Scene scene, string subject, ulong action, float aspect, int pixelHeight)
    {
        var moves = new SeededRandom(action ^ 0xCA3E);
        var close = subject.StartsWith("close", StringComparison.OrdinalIgnoreCase)
            || subject.Contains("close on", StringComparison.OrdinalIgnoreCase)
            || subject.Contains("zoom", StringComparison.OrdinalIgnoreCase);
        var zoom = Math.Min(2.1f, 1 + (0.16f * scene.Step) + (close ? 0.4f : 0));
        var half = 0.5f / zoom;
        var centreX = (aspect / 2) + (moves.Between(-1, 1) * (aspect / 2) * (1 - (1 / zoom)));
        return new Camera(centreX, Math.Min(1 - half, 0.5f + (0.34f * (1 - (1 / zoom)) * 2)), zoom, aspect, pixelHeight);
    }

    public float SceneX(float pixel) => CentreX + ((pixel / PixelHeight) - (Aspect / 2)) / Zoom;

    public float SceneY(float pixel) => CentreY + ((pixel / PixelHeight) - 0.5f) / Zoom;

    public int PixelX(float x) => (int)MathF.Floor((((x - CentreX) * Zoom) + (Aspect / 2)) * PixelHeight);

    public int PixelY(float y) => (int)MathF.Floor((((y - CentreY) * Zoom) + 0.5f) * PixelHeight);
}
