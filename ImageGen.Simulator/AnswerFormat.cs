namespace ImageGen.Simulator;

/// <summary>The type of the images in answers.</summary>
public enum AnswerFormat
{
    /// <summary>PNG, whose size and bytes are the same on every machine.</summary>
    Png,

    /// <summary>JPEG, as all of today's models answer.</summary>
    Jpeg,
}
