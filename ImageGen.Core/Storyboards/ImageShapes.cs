namespace ImageGen.Core.Storyboards;

/// <summary>
/// The image shapes and sizes that some Gemini image model generates. Which model generates which is in its catalogue entry.
/// </summary>
public static class ImageShapes
{
    /// <summary>Aspect ratios, width first.</summary>
    public static ImmutableArray<string> AspectRatios { get; } =
        ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "1:4", "4:1", "1:8", "8:1"];

    /// <summary>Sizes, the smallest first. The letter is upper case: the service refuses <c>1k</c>.</summary>
    public static ImmutableArray<string> Sizes { get; } = ["512", "1K", "2K", "4K"];
}
