using System.Text.RegularExpressions;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>Runs a workflow again on a recorded history and holds every command against the recorded one.</summary>
internal static partial class Replayer
{
    /// <summary>
    /// A new execution that has been through the whole history. The last event's commands need not be recorded yet: then they are what is
    /// returned beside it.
    /// </summary>
    /// <exception cref="NonDeterminismException">The workflow does something else than it did.</exception>
    public static (Execution Execution, List<HistoryEntry> New) Replay(
        WorkflowCatalogue catalogue, History history, int? events = null, bool isLastNew = false)
    {
        var execution = new Execution(catalogue, history.Workflow, history.InstanceId);
        var entries = history.Entries;
        var left = events ?? int.MaxValue;
        var at = 0;
        while (at < entries.Count && left-- > 0)
        {
            var isNew = isLastNew && at == entries.Count - 1;
            var commands = execution.Apply(entries[at++]);
            if (isNew)
            {
                return (execution, commands);
            }

            at = Compare(history, at, commands);
        }

        return (execution, []);
    }

    /// <summary>From every prefix of the history, the same commands: whatever went before in this process.</summary>
    public static void ReplayAllPrefixes(WorkflowCatalogue catalogue, History history)
    {
        for (var events = history.Entries.Count(e => e.IsEvent); events > 0; events--)
        {
            Replay(catalogue, history, events);
        }
    }

    /// <summary>
    /// Time left is an estimate for people, which a release may improve while runs are in progress: no decision depends on it, and Durable
    /// Functions compares no payloads of statuses and signals.
    /// </summary>
    private static HistoryEntry? WithoutEstimates(HistoryEntry? entry) =>
        entry is { Kind: EntryKind.SetStatus or EntryKind.SendSignal, Json: { } json }
        ? entry with { Json = SecondsLeft().Replace(json, string.Empty) }
        : entry;

    [GeneratedRegex(""""",?"secondsLeft":[0-9.]+""""")]
    private static partial Regex SecondsLeft();

    private static int Compare(History history, int at, List<HistoryEntry> commands)
    {
        var entries = history.Entries;
        foreach (var command in commands)
        {
            var recorded = at < entries.Count && !entries[at].IsEvent ? entries[at] : null;
            if (WithoutEstimates(command) != WithoutEstimates(recorded))
            {
                throw new NonDeterminismException(history, at, recorded, command);
            }

            at++;
        }

        return at == entries.Count || entries[at].IsEvent ? at : throw new NonDeterminismException(history, at, entries[at], null);
    }
}
