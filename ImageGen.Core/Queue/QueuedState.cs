namespace ImageGen.Core.Queue;

/// <summary>State of a beat in its queue.</summary>
public enum QueuedState
{
    /// <summary>Still to be generated.</summary>
    Pending,

    /// <summary>Started, not ended.</summary>
    InFlight,

    /// <summary>It has an image.</summary>
    Done,

    /// <summary>Failed for good, until it is requeued.</summary>
    Failed,

    /// <summary>Skipped by a person.</summary>
    Skipped,
}
