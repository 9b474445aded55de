namespace ImageGen.Core.Runs;

/// <summary>The workflow engine, seen from outside: all that a run needs of it is to be awake.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IWorkflowClient
{
    /// <summary>
    /// Makes sure that the run's root workflow is at work and reads the run's log: starts it when it is not there or has ended, else
    /// signals it. Harmless at any time, any number of times; two at once start one.
    /// </summary>
    Task WakeAsync(string runId, CancellationToken cancellationToken);

    /// <summary>
    /// The same for a run that had ended and was reopened: its root may be ending at this moment, and then has to be started again. An
    /// engine whose roots take every signal before they end has nothing more to do.
    /// </summary>
    Task WakeReopenedAsync(string runId, CancellationToken cancellationToken) => WakeAsync(runId, cancellationToken);

    /// <summary>
    /// Deletes what the engine keeps of a run that is over: its root and every workflow below it. False, and the run is to be asked for
    /// again later, while one of them has not ended yet. An engine that keeps nothing has nothing to do.
    /// </summary>
    Task<bool> DeleteAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(true);

    /// <summary>Abandons the calls of the run that are under way in this process, if any: after a cancellation that drops them.</summary>
    Task DropInFlightAsync(string runId, CancellationToken cancellationToken);
}
