using ImageGen.Core.KeyPools;
using ImageGen.Tests.Simulation;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <summary>
/// A workflow engine in virtual time that takes the determinism contract at its word: on every event it runs the workflow again from the
/// start on its recorded history, holds what it asks for against what is recorded, and only then carries out what is new. The same seed
/// gives the same order of events. All on the caller's thread.
/// </summary>
internal sealed partial class ReplayEngine(WorkflowCatalogue catalogue, ManualTimeProvider clock, ulong seed, ReplayOptions? options = null)
{
    private readonly ReplayOptions _options = options ?? new ReplayOptions();
    private readonly Dice _dice = new(seed);
    private readonly Agenda _agenda = new(new Dice(seed ^ 0xA9E2DA));
    private readonly ActivityRuns _activities = new(catalogue);
    private readonly SortedDictionary<string, WorkflowInstance> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KeyPool> _pools = [];
    private int _epochs;
    private Exception? _bug;

    /// <summary>Instances by id.</summary>
    public IReadOnlyDictionary<string, WorkflowInstance> Instances => _instances;

    /// <summary>Histories of executions that have ended, in that order, if they are kept.</summary>
    public List<History> Histories { get; } = [];

    /// <summary>How many events were taken in, over all instances.</summary>
    public int Events { get; private set; }

    /// <summary>What the machine's clock says, which may be set back while time passes; by default the clock.</summary>
    public Func<DateTimeOffset> Now { get; init; } = clock.GetUtcNow;

    /// <summary>Called when a status is set: instance and JSON.</summary>
    public Action<WorkflowInstance, string>? StatusSet { get; set; }

    /// <summary>Called when a signal reaches an instance that has ended, and so no one: instance and name.</summary>
    public Action<string, string>? SignalLost { get; set; }

    /// <summary>Starts an instance unless one of that id is running; true if it did.</summary>
    public bool Start(string workflow, string instanceId, object input) =>
        StartJson(workflow, instanceId, WorkflowCatalogue.Write(input), null);

    public void Signal(string instanceId, string name, object payload) => SendSignal(instanceId, name, WorkflowCatalogue.Write(payload));

    /// <summary>Does something at an instant.</summary>
    public void At(DateTimeOffset instant, Action action) => _agenda.Add(instant, action);

    public bool IsRunning(string instanceId) => _instances.GetValueOrDefault(instanceId)?.State is InstanceState.Running;

    /// <summary>Lets the next thing happen; false when nothing will ever happen again.</summary>
    public bool Step()
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            if (!Next())
            {
                return false;
            }

            _activities.Drain();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }

        return _bug is null ? true : throw new InvalidOperationException("An activity failed with what is not expected.", _bug);
    }

    /// <summary>Until nothing will ever happen again.</summary>
    public void Run(int mostSteps = 1_000_000)
    {
        for (var steps = 0; Step(); steps++)
        {
            if (steps > mostSteps)
            {
                throw new InvalidOperationException($"No end after {mostSteps} steps.");
            }
        }
    }

    /// <summary>Cancels the tokens of the activities that are under way.</summary>
    public void CancelActivities(Func<ActivityRun, bool> which)
    {
        foreach (var run in _activities.Running.Where(which).ToList())
        {
            run.Cancellation.Cancel();
        }
    }

    /// <summary>The key pools lose their state, as an entity or a pool that was started again does.</summary>
    public void LoseKeyPools() => _pools.Clear();

    /// <summary>
    /// The process dies and another takes over: activities that were under way are run again. Every instance for which
    /// <paramref name="isLost"/> also loses its history, and begins again from its last input; its children are gone.
    /// </summary>
    public void Crash(Func<WorkflowInstance, bool> isLost, TimeSpan downTime)
    {
        var killed = _activities.KillAll();
        foreach (var (name, pool) in _pools.ToList())
        {
            var saved = WorkflowCatalogue.Read<KeyPoolSnapshot>(WorkflowCatalogue.Write(pool.Snapshot()));
            _pools[name] = KeyPool.Restore(saved, _options.Keys);
        }

        foreach (var id in _instances.Keys.ToList())
        {
            if (_instances.TryGetValue(id, out var instance) && instance.State is InstanceState.Running && isLost(instance))
            {
                Lose(instance, downTime);
            }
        }

        foreach (var run in killed)
        {
            Begin(
                new ActivityRun(run.InstanceId, run.Epoch, run.Id, run.Name, run.Input),
                downTime + _options.ActivityLatency(run.Name, _dice));
        }
    }

    private bool Next()
    {
        var due = _agenda.NextDue;
        if (clock.NextDue is { } timer && (due is null || timer < due))
        {
            return clock.AdvanceToNextTimer();
        }

        if (due is null)
        {
            return _activities.Running.Count == 0
                ? false
                : throw new InvalidOperationException($"'{_activities.Running[0].Name}' waits for what will never come.");
        }

        clock.AdvanceTo(due > clock.GetUtcNow() ? due.Value : clock.GetUtcNow());
        _activities.Drain();
        _agenda.TakeNext()();
        return true;
    }

    private bool StartJson(string workflow, string instanceId, string input, ParentCall? parent)
    {
        if (IsRunning(instanceId))
        {
            return false;
        }

        var instance = _instances[instanceId] = new WorkflowInstance(instanceId, workflow, input, parent, ++_epochs);
        var epoch = instance.Epoch;
        After(_options.SignalLatency(_dice), () => Begin(instance, epoch));
        return true;
    }

    private void Begin(WorkflowInstance instance, int epoch)
    {
        if (!IsCurrent(instance, epoch))
        {
            return;
        }

        List<HistoryEntry> early = [.. instance.Early];
        instance.Early.Clear();
        Take(instance, epoch, new HistoryEntry(EntryKind.Started, 0, null, instance.Input));
        foreach (var signal in early)
        {
            Take(instance, instance.Epoch, signal);
        }
    }

    private void Take(WorkflowInstance instance, int epoch, HistoryEntry e)
    {
        if (!IsCurrent(instance, epoch))
        {
            return;
        }

        Events++;
        e = e with { At = Now() };
        instance.Entries.Add(e);
        foreach (var command in Execute(instance, e))
        {
            instance.Entries.Add(command);
            CarryOut(instance, command);
        }

        if (instance.Live!.HasEnded && instance.Epoch == epoch)
        {
            End(instance);
        }
    }

    private bool IsCurrent(WorkflowInstance instance, int epoch) =>
        instance.State is InstanceState.Running && instance.Epoch == epoch && _instances.GetValueOrDefault(instance.Id) == instance;

    private List<HistoryEntry> Execute(WorkflowInstance instance, HistoryEntry e)
    {
        if (instance.Live is { } live && !_dice.Chances(_options.ReplayShare))
        {
            return live.Apply(e);
        }

        var (execution, commands) = Replayer.Replay(catalogue, instance.History, isLastNew: true);
        instance.Live = execution;
        return commands;
    }

    private void ContinueAsNew(WorkflowInstance instance, string input)
    {
        List<HistoryEntry> kept = [.. instance.Live!.Untaken];
        instance.BeginAgain(input, ++_epochs);
        instance.Early.AddRange(kept.Select(s => s with { Id = 0, At = null }));
        Begin(instance, instance.Epoch);
    }

    private void Lose(WorkflowInstance instance, TimeSpan downTime)
    {
        foreach (var child in instance.Children.ToList())
        {
            Remove(child);
        }

        instance.BeginAgain(instance.Input, ++_epochs);
        var epoch = instance.Epoch;
        After(downTime + _options.SignalLatency(_dice), () => Begin(instance, epoch));
    }

    private void Remove(string instanceId)
    {
        if (_instances.Remove(instanceId, out var instance))
        {
            instance.Children.ForEach(Remove);
            instance.BeginAgain(instance.Input, ++_epochs);
        }
    }

    private void After(TimeSpan wait, Action action) => _agenda.Add(clock.GetUtcNow() + wait, action);

    private static (string Name, string Id) Split(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return (text[..space], text[(space + 1)..]);
    }
}
