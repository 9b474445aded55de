namespace ImageGen.Tests.Simulation;

/// <summary>Seeded chance for scenarios: the same seed, the same throws.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _counter;

    public double Unit() => Chance.Unit(seed, _counter++);

    public bool Chances(double probability) => Unit() < probability;

    public double Between(double low, double high) => low + (Unit() * (high - low));

    /// <summary>Both ends included.</summary>
    public int Int(int low, int high) => low + (int)(Unit() * (high - low + 1));

    public int LogInt(int low, int high) => (int)Math.Round(Math.Exp(Between(Math.Log(low), Math.Log(high))));

    public T Of<T>(params T[] choices) => choices[Int(0, choices.Length - 1)];

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());
}
