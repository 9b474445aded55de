using ImageGen.Simulator;

namespace ImageGen.Functions.Tests.Support;

/// <summary>Gemini as most tests of whole runs need it: tiny images and no limit.</summary>
internal static class CloudSimulator
{
    public static Task<GeminiSimulator> StartAsync(TimeSpan latency = default) => GeminiSimulator.StartAsync(new SimulatorOptions
    {
        Images = ImageMode.Tiny,
        RequestsPerWindow = null,
        Latency = latency > TimeSpan.Zero ? LatencyDistribution.Fixed(latency) : LatencyDistribution.None,
    });
}
