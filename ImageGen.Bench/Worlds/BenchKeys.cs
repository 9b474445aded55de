using ImageGen.Core.Models;
using ImageGen.Core.Storyboards;
using ImageGen.Simulator.Limits;

namespace ImageGen.Bench.Worlds;

/// <summary>So many keys for each style, each with a project (and so a limit) of its own.</summary>
internal sealed class BenchKeys(int perStyle) : IApiKeySource
{
    public Task<ImmutableArray<ApiKey>> ListAsync(ImageStyle style, CancellationToken cancellationToken) => Task.FromResult(Of(style));

    public ImmutableArray<ApiKey> Of(ImageStyle style) =>
        [.. Enumerable.Range(1, perStyle).Select(
            n => new ApiKey($"{style.Name()}-{n}", $"test-key-{style.Name()}-{n}", $"project-{style.Name()}-{n}"))];

    /// <summary>The same keys, as the simulator knows them.</summary>
    public ImmutableArray<SimulatorKey> ForSimulator() =>
        [.. ImageStyles.All.SelectMany(style => Of(style)).Select(k => new SimulatorKey(k.Value, k.Project) { Id = k.Id })];
}
