namespace ImageGen.Simulator.Drawing;

/// <summary>Noise that is the same for every image: made once, looked up for each pixel.</summary>
internal static class Grain
{
    private const int Size = 256;
    private const int Mask = Size - 1;

    private static readonly float[] Tile = MakeTile();

    /// <summary>0 to 1, changing over some sixteen pixels.</summary>
    public static float Smooth(int x, int y) => Tile[((y & Mask) * Size) + (x & Mask)];

    /// <summary>-1 to 1 in seven steps, long across and short along: brush strokes that still compress well.</summary>
    public static float Stroke(int x, int y) => (MathF.Round(Tile[(((y * 3) & Mask) * Size) + ((x / 3) & Mask)] * 6) - 3) / 3;

    private static float[] MakeTile()
    {
        var tile = new float[Size * Size];
        var total = 0f;
        for (var (cell, weight) = (32, 1f); cell >= 8; cell /= 2, weight *= 0.55f)
        {
            total += weight;
            AddOctave(tile, cell, weight);
        }

        for (var i = 0; i < tile.Length; i++) tile[i] /= total;
        return tile;
    }

    private static void AddOctave(float[] tile, int cell, float weight)
    {
        var random = new SeededRandom((ulong)cell);
        var side = Size / cell;
        var knots = new float[side * side];
        for (var i = 0; i < knots.Length; i++) knots[i] = (float)random.NextDouble();

        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                int left = x / cell, top = y / cell, right = (left + 1) % side, bottom = (top + 1) % side;
                float u = Ease((x % cell) / (float)cell), v = Ease((y % cell) / (float)cell);
                var upper = float.Lerp(knots[(top * side) + left], knots[(top * side) + right], u);
                var lower = float.Lerp(knots[(bottom * side) + left], knots[(bottom * side) + right], u);
                tile[(y * Size) + x] += weight * float.Lerp(upper, lower, v);
            }
        }
    }

    private static float Ease(float t) => t * t * (3 - (2 * t));
}
