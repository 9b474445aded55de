namespace ImageGen.Core.Runs;

/// <summary>What a beat of a run is.</summary>
public enum BeatState
{
    /// <summary>Still to come (or to be tried again).</summary>
    Pending,

    /// <summary>A call is under way.</summary>
    Generating,

    /// <summary>Drawn by this run.</summary>
    Complete,

    /// <summary>Its picture was there already.</summary>
    Exists,

    /// <summary>Failed; the reason is with it.</summary>
    Error,

    /// <summary>A person said not to draw it.</summary>
    Skipped,
}
