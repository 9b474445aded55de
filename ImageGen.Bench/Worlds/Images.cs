using ImageGen.Core.Models;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Models.Gemini;
using ImageGen.Hosting.Gemini;
using ImageGen.Simulator;
using ImageGen.Simulator.Base;

namespace ImageGen.Bench.Worlds;

/// <summary>Images that the simulator generates.</summary>
internal static class Images
{
    /// <summary>One image of the given kind.</summary>
    public static async Task<ReadOnlyMemory<byte>> DrawAsync(ImageMode mode, CancellationToken cancellationToken)
    {
        await using var simulator = GeminiSimulator.CreateInProcess(new SimulatorOptions { Images = mode, Format = AnswerFormat.Png });
        using var model = new GeminiRestModel(
            new HttpMessageInvoker(simulator.CreateHandler()), new GeminiOptions { BaseUrl = simulator.BaseUrl }, TimeProvider.System);
        var request = new ImageRequest(ModelCatalogue.DefaultModel, "A tortoise at dawn.", [], "16:9", null);
        var answer = await model.GenerateAsync(request, new ApiKey("bench", "test-key-bench"), cancellationToken);
        return answer is ModelAnswer.Image image ? image.Bytes : throw new InvalidOperationException("The simulator did not draw.");
    }
}
