using ImageGen.Simulator;
using ImageGen.Simulator.Faults;

namespace ImageGen.Tests.Simulator;

/// <summary>A stand-in that listens, the clock that it goes by, and a client of it.</summary>
internal sealed class SimulatedGemini : IAsyncDisposable
{
    private SimulatedGemini(GeminiSimulator simulator, ManualTimeProvider clock) =>
        (Simulator, Clock, Client) = (simulator, clock, new GeminiClient(simulator));

    public GeminiSimulator Simulator { get; }

    public ManualTimeProvider Clock { get; }

    public GeminiClient Client { get; }

    /// <summary>Starts one with small pictures unless <paramref name="options"/> ask for more.</summary>
    public static async Task<SimulatedGemini> StartAsync(SimulatorOptions? options = null, DateTimeOffset? now = null)
    {
        var clock = now is null ? new ManualTimeProvider() : new ManualTimeProvider(now.Value);
        return new(await GeminiSimulator.StartAsync(options ?? new SimulatorOptions { Images = ImageMode.Tiny }, clock), clock);
    }

    /// <summary>Starts one that answers every call with <paramref name="fault"/>.</summary>
    public static Task<SimulatedGemini> WithFaultAsync(SimulatedFault fault, ImageMode images = ImageMode.Tiny) =>
        StartAsync(new SimulatorOptions { Faults = FaultMix.Of(fault), Images = images });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Simulator.DisposeAsync();
    }
}
