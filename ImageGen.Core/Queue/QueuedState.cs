namespace ImageGen.Core.Queue;

/// <summary>What a beat is to its queue.</summary>
public enum QueuedState
{
    /// <summary>Still to be generated.</summary>
    Pending,

    /// <summary>Started, not ended.</summary>
    InFlight,

    /// <summary>Its image is there.</summary>
    Done,

    /// <summary>Failed for good, until it is requeued.</summary>
    Failed,

    /// <summary>A person said not to generate it.</summary>
    Skipped,
}
