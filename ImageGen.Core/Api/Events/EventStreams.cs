using System.Runtime.CompilerServices;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Api.Events;

/// <summary>Opens the event streams of runs.</summary>
/// <remarks>Thread-safe. Clients of one run share the reading of its log.</remarks>
public sealed class EventStreams(RunLogs runLogs, TimeProvider time)
{
    private readonly ConditionalWeakTable<RunLog, RunFeed> _feeds = [];

    /// <summary>The stream of a run; null when there is no run of that id.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">The position behind which to continue; null: a new client, from the beginning.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="cancellationToken">Of the search for the run only.</param>
    public async Task<EventStreamWriter?> OpenAsync(
        string runId, LogPosition? after, EventStreamOptions options, CancellationToken cancellationToken)
    {
        if (!RunIds.TryParse(runId, out _, out _) || await runLogs.FindAsync(runId, cancellationToken) is not { } runLog)
        {
            return null;
        }

        return new EventStreamWriter(_feeds.GetValue(runLog, l => new RunFeed(l, time)), after, options, time);
    }
}
