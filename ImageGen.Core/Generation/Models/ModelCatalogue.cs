using System.Globalization;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Generation.Models;

/// <summary>The image models that may be used, what they can draw and what that costs. Immutable.</summary>
/// <param name="models">The models, each id once.</param>
/// <param name="retired">Models that were shut down; the first that covers an id holds.</param>
public sealed class ModelCatalogue(IEnumerable<ImageModelInfo> models, IEnumerable<RetiredModels> retired)
{
    private const decimal Million = 1_000_000;
    private readonly ImmutableArray<RetiredModels> _retired = [.. retired];

    /// <summary>The model that is used when none is asked for.</summary>
    public const string DefaultModel = BuiltInModels.Default;

    /// <summary>What is built in.</summary>
    public static ModelCatalogue BuiltIn { get; } = new(BuiltInModels.All, BuiltInModels.Retired);

    /// <summary>The models by id.</summary>
    public ImmutableSortedDictionary<string, ImageModelInfo> Models { get; } =
        models.ToImmutableSortedDictionary(m => m.Id, m => m, StringComparer.Ordinal);

    /// <summary>The built-in catalogue with the changes and additions of a configuration.</summary>
    /// <param name="changes">By the model's id.</param>
    /// <returns>The catalogue, or every fault with its configuration path.</returns>
    public static (ModelCatalogue? Catalogue, ImmutableArray<Fault> Faults) Create(IReadOnlyDictionary<string, ModelOptions> changes)
    {
        var faults = ImmutableArray.CreateBuilder<Fault>();
        var models = BuiltInModels.All.ToDictionary(m => m.Id, StringComparer.Ordinal);
        foreach (var (id, options) in changes.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            models[id] = new ModelOptionsReader($"ImageGen:Models:{id}", faults).Apply(models.GetValueOrDefault(id), id, options);
        }

        return faults.Count == 0 ? (new ModelCatalogue(models.Values, BuiltInModels.Retired), []) : (null, faults.ToImmutable());
    }

    /// <summary>Everything that is wrong with drawing this model, shape and size (null: the model's own) on <paramref name="today"/>.</summary>
    /// <returns>Faults at <c>$.options.model</c>, <c>$.options.aspectRatio</c> and <c>$.options.imageSize</c>; empty when it can be drawn.</returns>
    public ImmutableArray<Fault> Check(string model, string? aspectRatio, string? imageSize, DateOnly today)
    {
        if (!Models.TryGetValue(model, out var info))
        {
            return [Unknown(model)];
        }

        if (info.RetiresOn <= today)
        {
            return [Gone(model, info.RetiresOn, info.Replacement ?? DefaultModel)];
        }

        var faults = ImmutableArray.CreateBuilder<Fault>();
        if (aspectRatio is not null && !info.AspectRatios.Contains(aspectRatio))
        {
            faults.Add(new Fault("$.options.aspectRatio", $"{model} does not draw {aspectRatio}.", $"Choose one of {string.Join(", ", info.AspectRatios)}."));
        }

        if (imageSize is not null && !info.PricesUsd.ContainsKey(imageSize))
        {
            var others = Models.Values.Where(m => m.Id != model && m.PricesUsd.ContainsKey(imageSize)).Select(m => m.Id).ToArray();
            var remedy = $"Choose {string.Join(", ", PictureShapes.Sizes.Where(info.PricesUsd.ContainsKey))}"
                + (others.Length == 0 ? "." : $", or a model that does: {string.Join(", ", others)}.");
            faults.Add(new Fault("$.options.imageSize", $"{model} does not draw {imageSize}.", remedy));
        }

        return faults.ToImmutable();
    }

    /// <summary>
    /// What one picture will cost by the list, US dollars: the picture and its reference pictures; the prompt's words are too little to
    /// matter. For a model or size that is not known: as much as the dearest of the catalogue, so that no cost limit is passed unawares.
    /// </summary>
    public decimal EstimateUsd(string model, string? imageSize, int references) =>
        Models.TryGetValue(model, out var info)
            ? PriceOf(info, imageSize) + (references * info.ReferenceTokens * info.InputUsdPerMillion / Million)
            : Models.Values.Max(m => EstimateUsd(m.Id, imageSize, references));

    /// <summary>What a call did cost, US dollars: by the tokens that the service counted, else by the list.</summary>
    /// <param name="model">The model's id.</param>
    /// <param name="imageSize">The size asked for; null: the model's default.</param>
    /// <param name="usage">What the service counted; null: nothing.</param>
    /// <param name="references">Reference pictures sent.</param>
    /// <param name="hasPicture">Whether a picture came. Without one, only words that came are billed: blocked calls cost nothing.</param>
    public decimal CostUsd(string model, string? imageSize, TokenUsage? usage, int references, bool hasPicture)
    {
        if (!Models.TryGetValue(model, out var info) || usage is null or { Candidates: 0 })
        {
            return hasPicture ? EstimateUsd(model, imageSize, references) : 0;
        }

        var answer = Math.Max(usage.Total - usage.Prompt, usage.Candidates);
        var input = usage.Prompt * info.InputUsdPerMillion / Million;
        if (usage.CandidateImage is { } image)
        {
            return input + (((image * info.ImageUsdPerMillion) + (Math.Max(0, answer - image) * info.TextUsdPerMillion)) / Million);
        }

        // Not told apart: the list says what the picture costs, and its words are too few to matter.
        return input + (hasPicture ? PriceOf(info, imageSize) : answer * info.TextUsdPerMillion / Million);
    }

    private static decimal PriceOf(ImageModelInfo info, string? imageSize) =>
        info.PricesUsd.TryGetValue(imageSize ?? info.DefaultSize, out var price) ? price : info.PricesUsd.Values.Max();

    private static Fault Gone(string model, DateOnly? since, string replacement)
    {
        var day = since is { } date ? $" on {date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "";
        return new Fault("$.options.model", $"The model {model} was shut down{day}.", $"Use {replacement}.");
    }

    private Fault Unknown(string model)
    {
        var gone = _retired.FirstOrDefault(r => r.Covers(model));
        if (gone is not null)
        {
            return Gone(model, gone.Since, gone.Replacement);
        }

        return new Fault(
            "$.options.model",
            $"The model {model} is not known.",
            $"Use {string.Join(", ", Models.Keys)}, or describe it in the configuration under ImageGen:Models.");
    }
}
