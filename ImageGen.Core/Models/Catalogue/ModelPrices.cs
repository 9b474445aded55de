namespace ImageGen.Core.Models.Catalogue;

/// <summary>What attempts with one model cost, US dollars. Pure.</summary>
internal static class ModelPrices
{
    private const decimal Million = 1_000_000;

    /// <summary>By the list: one image with its reference images.</summary>
    public static decimal EstimateUsd(this ImageModelInfo model, string? imageSize, int references) =>
        model.PriceOf(imageSize) + (references * model.ReferenceTokens * model.InputUsdPerMillion / Million);

    /// <summary>
    /// By the tokens that the service counted; an image whose tokens it did not count separately, or that has no token price, by the list.
    /// </summary>
    public static decimal CostUsd(this ImageModelInfo model, string? imageSize, TokenUsage usage, bool hasImage)
    {
        // Thoughts are billed as text; where they are not stated, they are what the total has beyond prompt and answer.
        var thoughts = Math.Max(usage.Thoughts ?? 0, usage.Total - usage.Prompt - usage.Candidates);
        var input = usage.Prompt * model.InputUsdPerMillion / Million;
        return usage.CandidateImage switch
        {
            > 0 and var image when model.ImageUsdPerMillion is { } rate =>
                input + (image * rate / Million) + Text(Math.Max(0, usage.Candidates - image) + thoughts),
            > 0 and var image => input + model.PriceOf(imageSize) + Text(Math.Max(0, usage.Candidates - image) + thoughts),

            // The list says what the image costs, and the text beside it is too little to matter.
            _ when hasImage => input + model.PriceOf(imageSize) + Text(thoughts),
            _ => input + Text(usage.Candidates + thoughts),
        };

        decimal Text(int tokens) => tokens * model.TextUsdPerMillion / Million;
    }

    private static decimal PriceOf(this ImageModelInfo model, string? imageSize) =>
        model.PricesUsd.TryGetValue(imageSize ?? model.DefaultSize, out var price) ? price : model.PricesUsd.Values.Max();
}
