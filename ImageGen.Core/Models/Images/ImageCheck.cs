using ImageGen.Core.Storyboards;

namespace ImageGen.Core.Models.Images;

/// <summary>What bytes that claim to be an image really are. Nothing else.</summary>
public abstract record ImageCheck
{
    private ImageCheck()
    {
    }

    /// <summary>A whole image.</summary>
    /// <param name="Format">Its true type.</param>
    /// <param name="Width">Pixels.</param>
    /// <param name="Height">Pixels.</param>
    public sealed record Whole(ImageFormat Format, int Width, int Height) : ImageCheck;

    /// <summary>Not an image that may be stored.</summary>
    /// <param name="Reason">One sentence for people that says what is wrong and, where it helps, at which byte.</param>
    /// <param name="Format">The type that it begins like; null when it is none of ours.</param>
    public sealed record Broken(string Reason, ImageFormat? Format = null) : ImageCheck;
}
