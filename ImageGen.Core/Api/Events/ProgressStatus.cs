namespace ImageGen.Core.Api.Events;

/// <summary>What happened to a beat.</summary>
public enum ProgressStatus
{
    /// <summary>A call began.</summary>
    Generating,

    /// <summary>It was generated.</summary>
    Complete,

    /// <summary>Its image was there already, or a person skipped it (then there is no path).</summary>
    Skipped,

    /// <summary>It failed.</summary>
    Error,
}
