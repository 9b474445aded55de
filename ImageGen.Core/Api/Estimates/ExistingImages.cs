using ImageGen.Core.Generation;
using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Estimates;

/// <summary>
/// Existing images that were made with another model, size or ratio than a storyboard asks for now. They are kept: what was paid for is not
/// made again because a default changed. Lists them, and estimates the cost of regenerating them.
/// </summary>
internal sealed class ExistingImages(RunOptions options, ModelCatalogue models)
{
    private readonly Dictionary<string, (int Images, decimal CostUsd)> _outdated = [];

    /// <summary>Takes an image that is kept.</summary>
    /// <param name="provenance">How it came about; null: not known.</param>
    /// <param name="beat">Its beat.</param>
    /// <param name="costUsd">What the beat costs now.</param>
    public void Add(ImageProvenance? provenance, Beat beat, decimal costUsd)
    {
        if (provenance is not null && PromptHash.OriginOf(provenance, beat) is { } origin && Difference(origin) is { } difference)
        {
            var (images, cost) = _outdated.GetValueOrDefault(difference);
            _outdated[difference] = (images + 1, cost + costUsd);
        }
    }

    /// <summary>One sentence for each way in which they differ, the most frequent first.</summary>
    public IEnumerable<string> Sentences() => _outdated
        .OrderByDescending(o => o.Value.Images).ThenBy(o => o.Key, StringComparer.Ordinal)
        .Select(o => string.Create(
            CultureInfo.InvariantCulture,
            $"{o.Value.Images} existing {(o.Value.Images == 1 ? "image" : "images")}, made {o.Key}; regenerating "
                + $"{(o.Value.Images == 1 ? "it" : "them")} costs ${Usd(o.Value.CostUsd)}."));

    private static string Usd(decimal amount) => amount.ToString(amount < 0.1m ? "0.00#" : "0.00", CultureInfo.InvariantCulture);

    private string? Difference(ImageOrigin origin)
    {
        var model = options.Model ?? ModelCatalogue.DefaultModel;
        var isSameModel = origin.Model == model;
        var shape = new[]
        {
            SizeOf(origin.Model, origin.ImageSize) is { } size && size != SizeOf(model, options.ImageSize) ? $"at {size}" : null,
            origin.AspectRatio != options.AspectRatio ? $"in {origin.AspectRatio ?? "the model's own aspect ratio"}" : null,
        };
        var parts = shape.Prepend(isSameModel ? null : $"with {origin.Model}").OfType<string>().ToList();
        return parts.Count == 0 ? null : string.Join(' ', parts);
    }

    private string? SizeOf(string model, string? size) => size ?? models.Models.GetValueOrDefault(model)?.DefaultSize;
}
