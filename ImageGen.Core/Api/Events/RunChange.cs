namespace ImageGen.Core.Api.Events;

/// <summary>What happened to a run.</summary>
public enum RunChange
{
    /// <summary>A host began to work on it.</summary>
    Started,

    /// <summary>A host began to work on it again.</summary>
    Restarted,

    /// <summary>Its host stopped cleanly.</summary>
    HostStopped,

    /// <summary>It was paused.</summary>
    Paused,

    /// <summary>It was resumed.</summary>
    Resumed,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>Something was asked of some of its beats.</summary>
    Requested,

    /// <summary>It ended, and was asked for more afterwards.</summary>
    Ended,
}
