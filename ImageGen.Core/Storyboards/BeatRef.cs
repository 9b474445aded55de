namespace ImageGen.Core.Storyboards;

/// <summary>A beat of a style.</summary>
/// <param name="Style">The style.</param>
/// <param name="Beat">The beat.</param>
public readonly record struct BeatRef(ImageStyle Style, BeatId Beat);
