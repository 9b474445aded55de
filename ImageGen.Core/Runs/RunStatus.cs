namespace ImageGen.Core.Runs;

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
    /// <summary>Asked for, not begun.</summary>
    Pending,

    /// <summary>At work, or waiting for keys.</summary>
    Running,

    /// <summary>No paid call begins until it is resumed.</summary>
    Paused,

    /// <summary>Every image is there.</summary>
    Completed,

    /// <summary>It is over, and some beats have no image; each has the reason.</summary>
    CompletedWithErrors,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It could not continue at all; the reason is with it.</summary>
    Failed,
}
