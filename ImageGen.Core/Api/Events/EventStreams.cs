using System.Runtime.CompilerServices;
using ImageGen.Core.Ports;
using ImageGen.Core.Runs;

namespace ImageGen.Core.Api.Events;

/// <summary>Opens the event streams of runs.</summary>
/// <remarks>Thread-safe. Clients of one run share the reading of its log.</remarks>
public sealed class EventStreams(RunLedgers ledgers, TimeProvider time)
{
    private readonly ConditionalWeakTable<RunLedger, RunFeed> _feeds = [];

    /// <summary>The stream of a run; null when there is no run of that id.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">The position behind which to go on; null: a new client, from the beginning.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="cancellationToken">Of the search for the run only.</param>
    public async Task<EventStreamWriter?> OpenAsync(string runId, LogPosition? after, EventStreamOptions options, CancellationToken cancellationToken)
    {
        if (!RunIds.TryParse(runId, out _, out _) || await ledgers.FindAsync(runId, cancellationToken) is not { } ledger)
        {
            return null;
        }

        return new EventStreamWriter(_feeds.GetValue(ledger, l => new RunFeed(l, time)), after, options, time);
    }
}
