namespace ImageGen.Tests.Fuzz;

/// <summary>One case's own randomness: the same number gives the same case on every machine, whatever ran before it.</summary>
internal sealed class Chance(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>From 0 to one below <paramref name="below"/>.</summary>
    public int Below(int below) => _random.Next(below);

    public bool In(int many) => _random.Next(many) == 0;

    public T One<T>(params ReadOnlySpan<T> of) => of[_random.Next(of.Length)];

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
