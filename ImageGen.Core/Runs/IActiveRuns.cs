namespace ImageGen.Core.Runs;

/// <summary>
/// Which runs are not over, for a host of many workers: counting them costs the same however many runs there once were, and the limit holds
/// for all workers together.
/// </summary>
/// <remarks>Thread-safe, and safe between processes.</remarks>
public interface IActiveRuns
{
    /// <summary>
    /// Counts a run among those that are not over, before it is stored. False, and nothing changed, when <paramref name="max"/> others are
    /// not over. True for one that is counted already.
    /// </summary>
    Task<bool> TryAddAsync(string runId, int max, CancellationToken cancellationToken);

    /// <summary>The run is over. No harm if it was not counted.</summary>
    Task RemoveAsync(string runId, CancellationToken cancellationToken);
}

/// <summary>How many runs may be not over at a time.</summary>
/// <param name="Runs">Those that are not over.</param>
/// <param name="Max">1 or more.</param>
public sealed record ActiveRunLimit(IActiveRuns Runs, int Max);
