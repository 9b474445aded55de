using ImageGen.Core.Models;

namespace ImageGen.Bench.Worlds;

/// <summary>A model that knows how many of its calls are under way.</summary>
internal sealed class CountedModel(IImageModel model) : IImageModel
{
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    public async Task<ModelAnswer> GenerateAsync(ImageRequest request, ApiKey key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            return await model.GenerateAsync(request, key, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
