namespace ImageGen.Core.Runs;

/// <summary>
/// A second word on whether a paid call may begin, beside the run's log: what was asked of the run by other ways than ours (in Durable
/// Functions: its root was terminated or suspended by the durable URL).
/// </summary>
/// <remarks>Thread-safe. May cache for a second or two.</remarks>
public interface IRunGate
{
    /// <summary>Whether a paid call of the run may begin now.</summary>
    Task<RunGateState> CheckAsync(string runId, CancellationToken cancellationToken);
}

/// <summary>The state of a gate.</summary>
public enum RunGateState
{
    /// <summary>It may.</summary>
    Open,

    /// <summary>Not now; the run will continue.</summary>
    Held,

    /// <summary>Never again: the run was ended from outside.</summary>
    Ended,
}
