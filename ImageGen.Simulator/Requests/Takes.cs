using System.Collections.Concurrent;

namespace ImageGen.Simulator.Requests;

/// <summary>How often each prompt has had an image, for <see cref="SimulatorOptions.VariesTakes"/>. Thread-safe.</summary>
internal sealed class Takes
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The request as the next one of its prompt.</summary>
    public SimulatorRequest Next(SimulatorRequest request) =>
        request with { Take = _counts.AddOrUpdate(request.PromptHash, 0, (_, take) => take + 1) };
}
