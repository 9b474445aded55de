using System.Collections.Concurrent;

namespace ImageGen.Tests.Fuzz;

/// <summary>The cases that broke a rule, each with its seed and its bytes.</summary>
internal sealed class Failures
{
    private const int MostShown = 8;

    private readonly ConcurrentQueue<string> _all = [];

    public bool IsEmpty => _all.IsEmpty;

    public void Add(int seed, object request, string what) => _all.Enqueue($"seed {seed}: {what}\n    {request}");

    /// <summary>How many there are, and the first few of them.</summary>
    public override string ToString() => $"{_all.Count} cases broke a rule:\n{string.Join('\n', _all.Take(MostShown))}\n";
}
