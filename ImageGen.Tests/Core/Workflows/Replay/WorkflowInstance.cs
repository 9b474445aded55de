namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>One instance, over all its executions.</summary>
internal sealed class WorkflowInstance(string id, string workflow, string input, ParentCall? parent, int epoch)
{
    public string Id => id;

    public string Workflow => workflow;

    public ParentCall? Parent => parent;

    /// <summary>Of the execution that is going.</summary>
    public string Input { get; private set; } = input;

    /// <summary>
    /// Which execution this is, of all that there were, also under the same id; what comes for an earlier one is too late.
    /// </summary>
    public int Epoch { get; private set; } = epoch;

    public List<HistoryEntry> Entries { get; private set; } = [];

    public Execution? Live { get; set; }

    public Dictionary<int, AgendaItem> Timers { get; } = [];

    public List<string> Children { get; } = [];

    /// <summary>Signals for an execution that has not begun yet.</summary>
    public List<HistoryEntry> Early { get; } = [];

    public InstanceState State { get; set; } = InstanceState.Running;

    /// <summary>The last custom status, as JSON.</summary>
    public string? Status { get; set; }

    /// <summary>The result, or the message with which it failed.</summary>
    public string? Output { get; set; }

    public History History => new(workflow, id, Entries);

    /// <summary>Nothing is left of the execution that was.</summary>
    public void BeginAgain(string newInput, int newEpoch)
    {
        foreach (var timer in Timers.Values)
        {
            timer.Cancel();
        }

        Timers.Clear();
        Children.Clear();
        (Input, Entries, Live) = (newInput, [], null);
        Epoch = newEpoch;
    }
}

/// <summary>Which command of which execution waits for a child.</summary>
internal sealed record ParentCall(string InstanceId, int Epoch, int Id);

internal enum InstanceState
{
    Running,
    Completed,
    Failed,
}
