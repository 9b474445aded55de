using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models.Catalogue;

/// <summary>Puts the configuration of one model over what is built in, and collects every fault.</summary>
internal sealed class ModelOptionsReader(string path, ImmutableArray<Fault>.Builder faults)
{
    private const decimal MaxPrice = 100;

    public ImageModelInfo Apply(ImageModelInfo? builtIn, ModelOptions options)
    {
        var id = options.Id;
        if (id.Length is 0 or > 128 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            Add(path, "This is no model's id.", "Write one such as gemini-nano-banana-2.1.");
        }

        var prices = Prices(builtIn, options);
        return new ImageModelInfo
        {
            Id = id,
            PricesUsd = prices,
            DefaultSize = DefaultSize(builtIn, options, prices),
            AspectRatios = Ratios(options) ?? builtIn?.AspectRatios ?? BuiltInModels.UsualRatios,
            InputUsdPerMillion = Within("InputUsdPerMillion", options.InputUsdPerMillion, 1_000) ?? builtIn?.InputUsdPerMillion ?? 0,
            ImageUsdPerMillion = Within("ImageUsdPerMillion", options.ImageUsdPerMillion, 10_000)
                ?? (options.PricesUsd.Values.Any(price => price > 0) ? null : builtIn?.ImageUsdPerMillion),
            TextUsdPerMillion = Within("TextUsdPerMillion", options.TextUsdPerMillion, 1_000) ?? builtIn?.TextUsdPerMillion ?? 0,
            ReferenceTokens = (int)(Within("ReferenceTokens", options.ReferenceTokens, 100_000) ?? builtIn?.ReferenceTokens ?? 1120),
            References = References(builtIn?.References ?? ReferenceLimits.Default, options),
            Timeout = Timeout(options) ?? builtIn?.Timeout,
            DeprecatedOn = options.DeprecatedOn ?? builtIn?.DeprecatedOn,
            RetiresOn = options.RetiresOn ?? builtIn?.RetiresOn,
            Replacement = options.Replacement ?? builtIn?.Replacement,
        };
    }

    private ImmutableSortedDictionary<string, decimal> Prices(ImageModelInfo? builtIn, ModelOptions options)
    {
        var prices = builtIn?.PricesUsd ?? ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal);
        foreach (var (size, price) in options.PricesUsd)
        {
            if (!ImageShapes.Sizes.Contains(size))
            {
                Add($"{path}:PricesUsd:{size}", "There is no such size.", $"Use {string.Join(", ", ImageShapes.Sizes)}.");
            }
            else if (price is < 0 or > MaxPrice)
            {
                Add(
                    $"{path}:PricesUsd:{size}",
                    $"The price is {price.ToString(CultureInfo.InvariantCulture)}.",
                    $"Write US dollars from 0 (no such size) to {MaxPrice}.");
            }
            else
            {
                prices = price == 0 ? prices.Remove(size) : prices.SetItem(size, price);
            }
        }

        if (prices.IsEmpty)
        {
            Add($"{path}:PricesUsd", "No size has a price.", "Set at least one, such as 1K: 0.067.");
        }

        return prices;
    }

    private string DefaultSize(ImageModelInfo? builtIn, ModelOptions options, ImmutableSortedDictionary<string, decimal> prices)
    {
        var size = options.DefaultSize ?? builtIn?.DefaultSize ?? (prices.Count == 1 ? prices.Keys.First() : "1K");
        if (!prices.IsEmpty && !prices.ContainsKey(size))
        {
            Add(
                $"{path}:DefaultSize",
                $"The default size {size} has no price.",
                $"Use {string.Join(", ", prices.Keys)}, or set its price.");
        }

        return size;
    }

    private ImmutableArray<string>? Ratios(ModelOptions options)
    {
        if (options.AspectRatios is not { } ratios)
        {
            return null;
        }

        for (var i = 0; i < ratios.Count; i++)
        {
            if (!ImageShapes.AspectRatios.Contains(ratios[i]))
            {
                Add($"{path}:AspectRatios:{i}", "There is no such aspect ratio.", $"Use {string.Join(", ", ImageShapes.AspectRatios)}.");
            }
        }

        return [.. ratios];
    }

    private ReferenceLimits References(ReferenceLimits known, ModelOptions options) => new(
        (int)(Within("ReferenceCharacters", options.ReferenceCharacters, 100) ?? known.Characters),
        (int)(Within("ReferenceObjects", options.ReferenceObjects, 100) ?? known.Objects),
        (int)(Within("ReferenceStyles", options.ReferenceStyles, 100) ?? known.Styles),
        (int)(Within("ReferenceTotal", options.ReferenceTotal, 100) ?? known.Total));

    private TimeSpan? Timeout(ModelOptions options)
    {
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > ModelCatalogue.MaxTimeout)
        {
            Add($"{path}:Timeout", $"The time-out is {options.Timeout}.", $"Write 00:00:01 to {ModelCatalogue.MaxTimeout}.");
        }

        return options.Timeout;
    }

    private decimal? Within(string name, decimal? value, decimal most)
    {
        if (value is < 0 || value > most)
        {
            Add($"{path}:{name}", $"It is {value.Value.ToString(CultureInfo.InvariantCulture)}.", $"Write a number from 0 to {most}.");
        }

        return value;
    }

    private void Add(string at, string problem, string remedy) => faults.Add(new Fault(at, problem, remedy));
}
