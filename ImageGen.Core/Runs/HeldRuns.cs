using System.Collections.Concurrent;

namespace ImageGen.Core.Runs;

/// <summary>
/// Runs that this host could not begin to work on, with the reason, while it retries: their logs cannot say so, because they could not be
/// read or written.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class HeldRuns
{
    private readonly ConcurrentDictionary<string, string> _reasons = new(StringComparer.Ordinal);

    /// <summary>The run is held for this reason; true when that is news.</summary>
    public bool Hold(string runId, string reason)
    {
        var isNews = ReasonOf(runId) != reason;
        _reasons[runId] = reason;
        return isNews;
    }

    /// <summary>The run is not held any more.</summary>
    public void Release(string runId) => _reasons.TryRemove(runId, out _);

    /// <summary>Why a run is held, for people; null: it is not.</summary>
    public string? ReasonOf(string runId) => _reasons.GetValueOrDefault(runId);
}
