using ImageGen.Core.Models.Catalogue;
using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Api.Views;

/// <summary>The models that may be used, as API and command line list them.</summary>
/// <param name="Default">The model for requests that name none.</param>
/// <param name="Models">The models: those that can be used first, the default at the top.</param>
/// <param name="Retired">Models that the service has shut down.</param>
public sealed record ModelList(string Default, ImmutableArray<ModelView> Models, ImmutableArray<RetiredModels> Retired)
{
    /// <summary>The list on <paramref name="today"/>.</summary>
    public static ModelList Of(ModelCatalogue catalogue, string defaultModel, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var models = catalogue.Models.Values
            .Select(model => ModelView.Of(catalogue, model, today))
            .OrderBy(model => model.Id != defaultModel).ThenBy(model => model.Status).ThenBy(model => model.Id, StringComparer.Ordinal);
        return new ModelList(defaultModel, [.. models], catalogue.Retired);
    }
}

/// <summary>One model.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">Whether it can be used.</param>
/// <param name="Sizes">The sizes that it generates, the smallest first.</param>
/// <param name="DefaultSize">The size that it generates when a request names none.</param>
/// <param name="AspectRatios">The aspect ratios that it generates.</param>
/// <param name="DeprecatedOn">The day from which the service advises against it; null: it does not.</param>
/// <param name="RetiresOn">The day from which the service no longer has it; null: none is announced.</param>
/// <param name="Replacement">The model to use in its place; null: none is named.</param>
public sealed record ModelView(
    string Id,
    ModelStatus Status,
    ImmutableArray<ModelSizeView> Sizes,
    string DefaultSize,
    ImmutableArray<string> AspectRatios,
    DateOnly? DeprecatedOn,
    DateOnly? RetiresOn,
    string? Replacement)
{
    /// <summary>How many reference images it takes in one request.</summary>
    public required ReferenceLimits References { get; init; }

    internal static ModelView Of(ModelCatalogue catalogue, ImageModelInfo model, DateOnly today) => new(
        model.Id,
        model.RetiresOn <= today ? ModelStatus.Retired : model.DeprecatedOn <= today ? ModelStatus.Deprecated : ModelStatus.Current,
        [
            .. ImageShapes.Sizes.Where(model.PricesUsd.ContainsKey)
                .Select(size => new ModelSizeView(size, model.PricesUsd[size], catalogue.TimeoutOf(model.Id, size).TotalSeconds)),
        ],
        model.DefaultSize,
        model.AspectRatios,
        model.DeprecatedOn,
        model.RetiresOn,
        model.Replacement)
    {
        References = model.References,
    };
}

/// <summary>One size of a model.</summary>
/// <param name="Size"><c>512</c>, <c>1K</c>, <c>2K</c> or <c>4K</c>.</param>
/// <param name="PriceUsd">US dollars for one image.</param>
/// <param name="TimeoutSeconds">How long one attempt may take.</param>
public sealed record ModelSizeView(string Size, decimal PriceUsd, double TimeoutSeconds);

/// <summary>Whether a model can be used.</summary>
public enum ModelStatus
{
    /// <summary>It can.</summary>
    Current,

    /// <summary>It can, but the service advises against it.</summary>
    Deprecated,

    /// <summary>The service no longer has it.</summary>
    Retired,
}
