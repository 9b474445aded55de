using ImageGen.Core.Models;

namespace ImageGen.Bench.Worlds;

/// <summary>A model that takes as long for each call.</summary>
internal sealed class SlowModel(IImageModel inner, TimeSpan takes, TimeProvider time) : IImageModel
{
    public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        await Task.Delay(takes, time, cancellationToken);
        return await inner.GenerateAsync(request, key, cancellationToken);
    }
}
