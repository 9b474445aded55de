namespace ImageGen.Simulator.Base;

/// <summary>The type of the images in answers.</summary>
public enum AnswerFormat
{
    /// <summary>PNG.</summary>
    Png,

    /// <summary>JPEG, as all of today's models answer.</summary>
    Jpeg,

    /// <summary>WebP, which no model answers today.</summary>
    Webp,
}
