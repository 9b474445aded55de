namespace ImageGen.Core.Base;

/// <summary>
/// Chance without a generator's state: the number drawn depends on the seed and on what it is drawn for, and on nothing else, so that a
/// replay, a restart and another order of calls all draw the same.
/// </summary>
public static class Chance
{
    /// <summary>64 evenly spread bits for the <paramref name="counter"/>-th draw of <paramref name="seed"/> (SplitMix64).</summary>
    public static ulong Bits(ulong seed, ulong counter)
    {
        unchecked
        {
            var z = seed + (0x9E3779B97F4A7C15UL * (counter + 1));
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from 0 up to but not including 1, for the <paramref name="counter"/>-th draw of <paramref name="seed"/>.</summary>
    public static double Unit(ulong seed, ulong counter) => (Bits(seed, counter) >> 11) * (1.0 / (1UL << 53));

    /// <summary>
    /// A seed of its own for <paramref name="name"/> (FNV-1a; ASCII case does not matter), so that what is drawn for one name tells nothing
    /// of another.
    /// </summary>
    public static ulong Seed(ulong seed, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        unchecked
        {
            var hash = 0xCBF29CE484222325UL ^ seed;
            foreach (var c in name)
            {
                hash = (hash ^ char.ToLowerInvariant(c)) * 0x100000001B3UL;
            }

            return Bits(hash, 0);
        }
    }
}
