using System.IO.Hashing;

namespace ImageGen.Tests.Simulation.WholeRuns;

/// <summary>A hash over everything that happened, in order.</summary>
internal sealed class RunTrace
{
    private readonly XxHash3 _hash = new();

    public ulong Hash => _hash.GetCurrentHashAsUInt64();

    public void Add(string line) => _hash.Append(Encoding.UTF8.GetBytes(line));
}
