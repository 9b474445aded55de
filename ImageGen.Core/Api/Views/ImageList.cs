namespace ImageGen.Core.Api.Views;

/// <summary>The images of a run, by style and storyboard order. Hosts write it piece by piece.</summary>
/// <param name="Images">The images.</param>
public sealed record ImageList(ImmutableArray<ImageView> Images)
{
    /// <summary>The <c>after</c> of the next page; null: these are the last.</summary>
    public string? Next { get; init; }
}
