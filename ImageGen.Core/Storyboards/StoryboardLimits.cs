namespace ImageGen.Core.Storyboards;

/// <summary>How large a request may be. Whatever is beyond a limit is a fault that names the limit.</summary>
public sealed record StoryboardLimits
{
    /// <summary>How many images of one beat to choose from, at most: more would cost more than it helps.</summary>
    public const int MostCandidates = 4;

    /// <summary>The limits that hold unless a host sets others.</summary>
    public static StoryboardLimits Default { get; } = new();

    /// <summary>Bytes of the request. Default 64 MB (67,108,864).</summary>
    public int MaxBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Beats in one style. Default 10,000.</summary>
    public int MaxBeatsPerStyle { get; init; } = 10_000;

    /// <summary>Characters (UTF-16) of one prompt. Default 32,768, about what the image models read.</summary>
    public int MaxPromptLength { get; init; } = 32_768;

    /// <summary>Characters (UTF-16) of one script phrase. Default 32,768.</summary>
    public int MaxPhraseLength { get; init; } = 32_768;

    /// <summary>References that a storyboard declares. Default 200.</summary>
    public int MaxReferences { get; init; } = 200;

    /// <summary>References that one beat lists. Default 50.</summary>
    public int MaxReferencesPerBeat { get; init; } = 50;

    /// <summary>Characters (UTF-16) of one reference's description. Default 2,000.</summary>
    public int MaxReferenceDescription { get; init; } = 2_000;

    /// <summary>Levels of objects and arrays within each other. Default 32; a request needs four.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>Names and values of the JSON in total. Default 4,000,000: 30,000 beats with sixty fields each.</summary>
    public int MaxValues { get; init; } = 4_000_000;

    /// <summary>Faults that are listed; behind them one more with the number of those left out. Default 100.</summary>
    public int MaxFaults { get; init; } = 100;
}
