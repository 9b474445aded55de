using System.Collections.Immutable;

namespace ImageGen.Simulator;

/// <summary>A model of the stand-in: what it can draw and what that costs.</summary>
/// <param name="Id">The id in the URL.</param>
/// <param name="Sizes">The sizes it knows; the first is its default.</param>
/// <param name="AspectRatios">The ratios it knows; the first is its default.</param>
public sealed record SimulatedModel(string Id, ImmutableArray<ModelSize> Sizes, ImmutableArray<string> AspectRatios)
{
    private static readonly ImmutableArray<string> UsualRatios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];

    private static readonly ImmutableArray<string> WideRatios = [.. UsualRatios, "1:4", "4:1", "1:8", "8:1"];

    /// <summary>The image models that were offered in late 2026, with their list prices.</summary>
    public static ImmutableArray<SimulatedModel> Current { get; } =
    [
        new("gemini-3.1-flash-image",
            [new("1K", 0.067m, 1120), new("512", 0.045m, 747), new("2K", 0.101m, 1680), new("4K", 0.151m, 2520)], WideRatios),
        new("gemini-3.1-flash-lite-image", [new("1K", 0.0336m, 1120)], WideRatios),
        new("gemini-3-pro-image", [new("1K", 0.134m, 1120), new("2K", 0.134m, 1120), new("4K", 0.24m, 2000)], UsualRatios),
    ];

    /// <summary>True for ids of models that existed and were shut down: they answer 404 in other words than an unknown id.</summary>
    public static bool WasShutDown(string id) =>
        id.StartsWith("imagen-", StringComparison.Ordinal)
        || id.StartsWith("gemini-2.0-", StringComparison.Ordinal)
        || (id.StartsWith("gemini-2.5-", StringComparison.Ordinal) && id.Contains("image", StringComparison.Ordinal))
        || (id.StartsWith("gemini-3", StringComparison.Ordinal) && id.EndsWith("-preview", StringComparison.Ordinal));

    internal ModelSize? SizeOf(string? name) => name is null ? Sizes[0] : Sizes.FirstOrDefault(s => s.Name == name);
}

/// <summary>One size of a model.</summary>
/// <param name="Name"><c>512</c>, <c>1K</c>, <c>2K</c> or <c>4K</c>.</param>
/// <param name="PriceUsd">US dollars for one picture.</param>
/// <param name="Tokens">Tokens that <c>usageMetadata</c> tells for one picture.</param>
public sealed record ModelSize(string Name, decimal PriceUsd, int Tokens);
