using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>A workflow did something else when it was run again.</summary>
internal sealed class NonDeterminismException(History history, int position, HistoryEntry? recorded, HistoryEntry? now) : Exception(
    $"""
     {history.Workflow} '{history.InstanceId}' does not repeat itself at entry {position} of its history.
     recorded: {recorded?.ToString() ?? "nothing more before the next event"}
     now:      {now?.ToString() ?? "nothing more before the next event"}
     """)
{
    public int Position => position;

    public HistoryEntry? Recorded => recorded;

    public HistoryEntry? Now => now;
}

/// <summary>A workflow broke a rule of <see cref="IWorkflowContext"/>.</summary>
internal sealed class ContractBrokenException(string message) : Exception(message);
