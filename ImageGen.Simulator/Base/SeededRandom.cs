namespace ImageGen.Simulator.Base;

/// <summary>
/// SplitMix64. A value type that is made for each draw from what the draw is about, so that chance does not depend on the
/// order in which calls of different beats happen to arrive.
/// </summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public static ulong Combine(ulong a, ulong b) => new SeededRandom(a ^ (b * 0x9E3779B97F4A7C15)).NextUInt64();

    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 or more, less than 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    public float Between(float low, float high) => low + ((float)NextDouble() * (high - low));

    public int Below(int bound) => (int)(NextDouble() * bound);

    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());
}
