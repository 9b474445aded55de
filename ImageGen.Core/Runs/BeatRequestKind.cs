namespace ImageGen.Core.Runs;

/// <summary>What a person may ask of beats.</summary>
public enum BeatRequestKind
{
    /// <summary>Try failed beats again.</summary>
    Retry,

    /// <summary>Generate beats again although their image is there; the old one is kept as a version.</summary>
    Regenerate,

    /// <summary>Generate these before all others.</summary>
    First,

    /// <summary>Do not generate these.</summary>
    Skip,
}
