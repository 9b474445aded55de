using ImageGen.Core.Models;

namespace ImageGen.Bench.Worlds;

/// <summary>A model that answers at once with the same image: what is left of a run's time is ours.</summary>
internal sealed class InstantModel(ReadOnlyMemory<byte> image) : IImageModel
{
    private readonly ModelAnswer _answer = new ModelAnswer.Image(image, "image/png", new TokenUsage(60, 1120, 1180, 1120));

    public Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken) =>
        Task.FromResult(_answer);
}
