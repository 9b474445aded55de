namespace ImageGen.Core.Models.Catalogue;

/// <summary>How many reference images a model takes in one request.</summary>
/// <param name="Characters">Characters.</param>
/// <param name="Objects">Objects, and whatever has no slot of its own: locations, and styles where <paramref name="Styles"/> is 0.</param>
/// <param name="Styles">Style references; 0: the model has no slot for them, and they count as objects.</param>
/// <param name="Total">Images in all, the style reference of a hard cut and the previous frame of a continuous beat among them.</param>
public sealed record ReferenceLimits(int Characters, int Objects, int Styles, int Total)
{
    /// <summary>Those of a model of which nothing else is known.</summary>
    public static ReferenceLimits Default { get; } = new(4, 10, 0, 14);
}
