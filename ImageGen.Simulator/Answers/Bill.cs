using ImageGen.Simulator.Requests;

namespace ImageGen.Simulator.Answers;

/// <summary>What the service counts and bills for one image. Words, of the prompt and of the answer, are too few to matter.</summary>
internal static class Bill
{
    public const int ReferenceTokens = 1120;

    private const int FewestThoughts = 160;
    private const int Thoughts = 240;

    /// <summary>Tokens of the thoughts before the image of <paramref name="request"/>.</summary>
    public static int ThoughtTokens(SimulatorRequest request) => FewestThoughts + (int)(request.Seed % Thoughts);

    public static decimal Usd(SimulatorRequest request, SimulatedModel model, bool hasThoughts)
    {
        var input = request.References.Length * ReferenceTokens * model.InputUsdPerMillion;
        var thoughts = hasThoughts ? ThoughtTokens(request) * model.TextUsdPerMillion : 0;
        return model.SizeOf(request.ImageSize)!.PriceUsd + ((input + thoughts) / 1_000_000);
    }
}
