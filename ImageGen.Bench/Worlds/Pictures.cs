using ImageGen.Core.Generation;
using ImageGen.Core.Generation.Gemini;
using ImageGen.Core.Generation.Models;
using ImageGen.Core.Ports;
using ImageGen.Hosting.Gemini;
using ImageGen.Simulator;

namespace ImageGen.Bench.Worlds;

/// <summary>Pictures that the simulator draws.</summary>
internal static class Pictures
{
    /// <summary>One picture of the given kind.</summary>
    public static async Task<ReadOnlyMemory<byte>> DrawAsync(PictureMode mode, CancellationToken cancellationToken)
    {
        await using var simulator = GeminiSimulator.CreateInProcess(new SimulatorOptions { Pictures = mode });
        using var model = new GeminiRestModel(
            new HttpMessageInvoker(simulator.CreateHandler()), new GeminiOptions { BaseUrl = simulator.BaseUrl }, TimeProvider.System);
        var request = new ImageRequest(ModelCatalogue.DefaultModel, "A tortoise at dawn.", [], "16:9", null);
        var answer = await model.GenerateAsync(request, new ApiKey("bench", "test-key-bench"), cancellationToken);
        return answer is ModelAnswer.Picture picture ? picture.Bytes : throw new InvalidOperationException("The simulator did not draw.");
    }
}
