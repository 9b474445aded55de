using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models.Catalogue;

/// <summary>The image models that may be used, what they can generate, what that costs and how long it may take. Immutable.</summary>
/// <param name="models">The models, each id once.</param>
/// <param name="retired">Models that were shut down; the first entry that covers an id applies.</param>
/// <param name="timeout">
/// How long an attempt may take with every model that has no time-out of its own; null: see <see cref="ImageModelInfo.Timeout"/>.
/// </param>
public sealed class ModelCatalogue(IEnumerable<ImageModelInfo> models, IEnumerable<RetiredModels> retired, TimeSpan? timeout = null)
{
    // Between the end of an attempt's time-out and the record of its end.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>The longest time-out that may be configured.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(30);

    /// <summary>The model that is used when a request names none.</summary>
    public static string DefaultModel => BuiltInModels.Data.Default;

    /// <summary>What is built in.</summary>
    public static ModelCatalogue BuiltIn { get; } = new(BuiltInModels.Data.Models, BuiltInModels.Data.Retired);

    /// <summary>The models by id.</summary>
    public ImmutableSortedDictionary<string, ImageModelInfo> Models { get; } =
        models.ToImmutableSortedDictionary(m => m.Id, m => m, StringComparer.Ordinal);

    /// <summary>Models that were shut down; the first entry that covers an id applies.</summary>
    public ImmutableArray<RetiredModels> Retired { get; } = [.. retired];

    /// <summary>
    /// No attempt with any model takes longer, the record of its end included: after this an attempt without outcome has lost its
    /// worker.
    /// </summary>
    public TimeSpan LongestAttempt =>
        Models.Values.SelectMany(m => m.PricesUsd.Keys, (m, size) => m.TimeoutAt(size, timeout)).DefaultIfEmpty(MaxTimeout).Max() + Slack;

    /// <summary>
    /// No attempt of a run with these options takes longer, the record of its end included: after this an attempt without outcome has lost
    /// its worker.
    /// </summary>
    public TimeSpan LongestAttemptOf(string? model, string? imageSize) => TimeoutOf(model ?? DefaultModel, imageSize) + Slack;

    /// <summary>The built-in catalogue with the changes and additions of a configuration.</summary>
    /// <param name="changes">What is configured; each model once.</param>
    /// <param name="timeout">The time-out for models that have none of their own; null: by size.</param>
    /// <returns>The catalogue, or every fault with its configuration path.</returns>
    public static (ModelCatalogue? Catalogue, ImmutableArray<Fault> Faults) Create(
        IEnumerable<ModelOptions> changes, TimeSpan? timeout = null)
    {
        var faults = ImmutableArray.CreateBuilder<Fault>();
        var models = BuiltInModels.Data.Models.ToDictionary(m => m.Id, StringComparer.Ordinal);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var options in changes)
        {
            if (!seen.TryAdd(options.Id, options.Path))
            {
                faults.Add(new Fault(options.Path, $"The model is described at {seen[options.Id]} already.", "Keep one of the two."));
                continue;
            }

            models[options.Id] = new ModelOptionsReader(options.Path, faults).Apply(models.GetValueOrDefault(options.Id), options);
        }

        return faults.Count == 0
            ? (new ModelCatalogue(models.Values, BuiltInModels.Data.Retired, timeout), [])
            : (null, faults.ToImmutable());
    }

    /// <summary>Everything that is wrong with this model, shape and size (null: the model's own) on <paramref name="today"/>.</summary>
    /// <returns>
    /// Faults at <c>$.options.model</c>, <c>$.options.aspectRatio</c> and <c>$.options.imageSize</c>; empty when it can be used.
    /// </returns>
    public ImmutableArray<Fault> Check(string model, string? aspectRatio, string? imageSize, DateOnly today)
    {
        if (Retirement(model, today) is { } gone)
        {
            return [gone];
        }

        if (!Models.TryGetValue(model, out var info))
        {
            return [Unknown(model, today)];
        }

        var faults = ImmutableArray.CreateBuilder<Fault>();
        if (aspectRatio is not null && !info.AspectRatios.Contains(aspectRatio))
        {
            faults.Add(new Fault(
                "$.options.aspectRatio", $"{model} does not generate {aspectRatio}.", "Choose one of "
                    + $"{string.Join(", ", info.AspectRatios)}."));
        }

        if (imageSize is not null && !info.PricesUsd.ContainsKey(imageSize))
        {
            var others = Models.Values.Where(
                m => m.Id != model && m.PricesUsd.ContainsKey(imageSize) && !(m.RetiresOn <= today)).Select(m => m.Id).ToArray();
            var remedy = $"Choose {string.Join(", ", ImageShapes.Sizes.Where(info.PricesUsd.ContainsKey))}"
                + (others.Length == 0 ? "." : $", or a model that does: {string.Join(", ", others)}.");
            faults.Add(new Fault("$.options.imageSize", $"{model} does not generate {imageSize}.", remedy));
        }

        return faults.ToImmutable();
    }

    /// <summary>
    /// The fault of a model that the service has shut down by <paramref name="today"/>, with its replacement; null: it has not.
    /// </summary>
    public Fault? Retirement(string model, DateOnly today) => StateOf(model, today) is (IsGone: true, var since, var replacement)
        ? new Fault(
            "$.options.model",
            $"The model {model} was shut down{(since is { } day ? $" on {Date(day)}" : "")}.",
            $"Use {Successor(replacement, today)}.")
        : null;

    /// <summary>
    /// What a person should know of a model that still works on <paramref name="today"/>: that it is deprecated, or about to be shut
    /// down. Null: nothing.
    /// </summary>
    public string? Warning(string model, DateOnly today)
    {
        if (!Models.TryGetValue(model, out var info) || info.RetiresOn <= today || !(info.DeprecatedOn <= today || info.RetiresOn > today))
        {
            return null;
        }

        var deprecated = info.DeprecatedOn is { } since && since <= today ? $"{model} has been deprecated since {Date(since)}" : null;
        var retires = info.RetiresOn is { } day ? $"{(deprecated is null ? model : "it")} will be shut down on {Date(day)}" : null;
        return $"{string.Join(", and ", new[] { deprecated, retires }.OfType<string>())}. "
            + $"Use {Successor(info.Replacement, today)} instead.";
    }

    /// <summary>How many reference images a model takes.</summary>
    public ReferenceLimits ReferencesOf(string? model) =>
        Models.GetValueOrDefault(model ?? DefaultModel)?.References ?? ReferenceLimits.Default;

    /// <summary>How long an attempt may take.</summary>
    public TimeSpan TimeoutOf(string model, string? imageSize) =>
        Models.TryGetValue(model, out var info) ? info.TimeoutAt(imageSize, timeout) : LongestAttempt - Slack;

    /// <summary>
    /// What one image will cost by the list, US dollars: the image and its reference images; the prompt's text is too little to matter. For
    /// a model or size that is not known: as much as the most expensive of the catalogue, so that no cost limit is passed unnoticed.
    /// </summary>
    public decimal EstimateUsd(string model, string? imageSize, int references) => Models.TryGetValue(model, out var info)
        ? info.EstimateUsd(imageSize, references)
        : Models.Values.Max(m => m.EstimateUsd(imageSize, references));

    /// <summary>What an attempt did cost, US dollars: by the tokens that the service counted, else by the list.</summary>
    /// <param name="model">The model's id.</param>
    /// <param name="imageSize">The size asked for; null: the model's default.</param>
    /// <param name="usage">What the service counted; null: nothing.</param>
    /// <param name="references">Reference images sent.</param>
    /// <param name="hasImage">Whether an image came. Without one, only text that came is billed: blocked attempts cost nothing.</param>
    public decimal CostUsd(string model, string? imageSize, TokenUsage? usage, int references, bool hasImage) =>
        Models.TryGetValue(model, out var info) && usage is { Candidates: > 0 }
            ? info.CostUsd(imageSize, usage, hasImage)
            : hasImage ? EstimateUsd(model, imageSize, references) : 0;

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The model to use in place of one that is gone: what was named for it, as long as that is not gone itself.</summary>
    private string Successor(string? named, DateOnly today)
    {
        for (var steps = 0; named is not null && steps <= Models.Count; steps++)
        {
            var state = StateOf(named, today);
            if (!state.IsGone)
            {
                return named;
            }

            named = state.Replacement;
        }

        return Models.Keys.Prepend(DefaultModel).FirstOrDefault(id => !StateOf(id, today).IsGone)
            ?? "a current model, described under ImageGen:Models";
    }

    private (bool IsGone, DateOnly? Since, string? Replacement) StateOf(string model, DateOnly today) =>
        Models.TryGetValue(model, out var info) ? (info.RetiresOn <= today, info.RetiresOn, info.Replacement)
        : Retired.FirstOrDefault(r => r.Covers(model)) is { } entry ? (true, entry.Since, entry.Replacement)
        : (false, null, null);

    private Fault Unknown(string model, DateOnly today) => new(
        "$.options.model",
        $"The model {model} is not known.",
        $"Use {string.Join(", ", Models.Keys.Where(id => !StateOf(id, today).IsGone))}, or describe it in the configuration under "
            + "ImageGen:Models.");
}
