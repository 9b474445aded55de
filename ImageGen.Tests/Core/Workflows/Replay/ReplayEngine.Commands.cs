using ImageGen.Core.KeyPools;

namespace ImageGen.Tests.Core.Workflows.Replay;

/// <content>What an execution asks for: activities, children, timers, signals, key pools, and its end.</content>
internal sealed partial class ReplayEngine
{
    public int ExchangesMadeTwice { get; private set; }

    private void CarryOut(WorkflowInstance instance, HistoryEntry command)
    {
        var epoch = instance.Epoch;
        switch (command.Kind)
        {
            case EntryKind.CallActivity:
                Begin(
                    new ActivityRun(instance.Id, epoch, command.Id, command.Name!, command.Json!),
                    _options.ActivityLatency(command.Name!, _dice));
                if (_options.DeliveredTwice > 0 && _dice.Chances(_options.DeliveredTwice))
                {
                    Begin(
                        new ActivityRun(instance.Id, epoch, command.Id, command.Name!, command.Json!),
                        _options.SecondDelivery * _dice.Unit(),
                        isSecond: true);
                }

                break;
            case EntryKind.CallChild:
                CallChild(instance, command);
                break;
            case EntryKind.StartTimer:
                var due = clock.GetUtcNow() + (WorkflowCatalogue.Read<DateTimeOffset>(command.Json!) - Now());
                if (_options.EarlyTimers > TimeSpan.Zero)
                {
                    // Whatever the queue makes of its visibility time-out, the message takes a while.
                    var soonest = clock.GetUtcNow() + TimeSpan.FromMilliseconds(50);
                    due -= _options.EarlyTimers * _dice.Unit();
                    due = due > soonest ? due : soonest;
                }

                instance.Timers[command.Id] = _agenda.Add(
                    due > clock.GetUtcNow() ? due : clock.GetUtcNow(),
                    () => Take(instance, epoch, new HistoryEntry(EntryKind.TimerFired, command.Id)));
                break;
            case EntryKind.CancelTimer:
                instance.Timers[command.Id].Cancel();
                break;
            case EntryKind.Exchange:
                Exchange(instance, command);
                break;
            case EntryKind.SendSignal:
                var (name, target) = Split(command.Name!);
                SendSignal(target, name, command.Json!);
                break;
            case EntryKind.SetStatus:
                instance.Status = command.Json;
                StatusSet?.Invoke(instance, command.Json!);
                break;
        }
    }

    private void CallChild(WorkflowInstance parent, HistoryEntry command)
    {
        var (workflow, id) = Split(command.Name!);
        if (!StartJson(workflow, id, command.Json!, new ParentCall(parent.Id, parent.Epoch, command.Id)))
        {
            throw new ContractBrokenException($"'{parent.Id}' starts the child '{id}' while an instance of that id is running.");
        }

        parent.Children.Add(id);
    }

    private void Begin(ActivityRun run, TimeSpan latency, bool isSecond = false)
    {
        run.Ended = (result, failure) =>
        {
            if (failure is not null && !_options.IsExpected(failure))
            {
                _bug = failure;
            }
            else if (!isSecond && _dice.Chances(_options.RunTwice))
            {
                Begin(
                    new ActivityRun(run.InstanceId, run.Epoch, run.Id, run.Name, run.Input),
                    _options.ActivityLatency(run.Name, _dice),
                    isSecond: true);
            }
            else
            {
                After(_options.ActivityLatency(run.Name, _dice), () => Deliver(run, result, failure));
            }
        };
        After(
            latency,
            () =>
            {
                if (_instances.TryGetValue(run.InstanceId, out var instance) && IsCurrent(instance, run.Epoch))
                {
                    _activities.Begin(run);
                }
            });
    }

    private void Deliver(ActivityRun run, string? result, Exception? failure)
    {
        if (result is { Length: >= 32 * 1024 })
        {
            throw new ContractBrokenException($"The result of '{run.Name}' has {result.Length} characters; it has to stay under 32 KB.");
        }

        if (_instances.TryGetValue(run.InstanceId, out var instance))
        {
            Take(instance, run.Epoch, failure is null
                ? new HistoryEntry(EntryKind.ActivityCompleted, run.Id, null, result)
                : new HistoryEntry(EntryKind.ActivityFailed, run.Id, null, WorkflowCatalogue.Write(MessageOf(run, failure))));
        }
    }

    // The code's own words are not for people.
    private static string MessageOf(ActivityRun run, Exception failure) =>
        failure is UserException ? failure.Message : $"{run.Name} failed unexpectedly ({failure.GetType().Name}).";

    private void Exchange(WorkflowInstance instance, HistoryEntry command)
    {
        var epoch = instance.Epoch;
        After(
            _options.ExchangeLatency(_dice),
            () =>
            {
                var pool = _pools.TryGetValue(command.Name!, out var there) ? there : _pools[command.Name!] = new KeyPool(_options.Keys);
                var request = WorkflowCatalogue.Read<KeyPoolRequest>(command.Json!) with { Instance = instance.Id };
                var isTwice = _options.ExchangeTwice > 0 && _dice.Chances(_options.ExchangeTwice);
                var reply = WorkflowCatalogue.Write(
                    (isTwice ? KeyPool.Restore(pool.Snapshot(), _options.Keys) : pool).Exchange(request, Now()));
                if (isTwice)
                {
                    ExchangesMadeTwice++;
                    pool.Exchange(request, Now() + TimeSpan.FromMilliseconds(1));
                }

                After(
                    _options.ExchangeLatency(_dice),
                    () => Take(instance, epoch, new HistoryEntry(EntryKind.ExchangeCompleted, command.Id, null, reply)));
            });
    }

    private void SendSignal(string instanceId, string name, string json)
    {
        for (var times = _dice.Chances(_options.SignalTwice) ? 2 : 1; times > 0; times--)
        {
            After(
                _options.SignalLatency(_dice),
                () =>
                {
                    // Into the execution that is there when it comes; one that has not begun yet finds it there.
                    if (_instances.TryGetValue(instanceId, out var instance))
                    {
                        var signal = new HistoryEntry(EntryKind.SignalReceived, 0, name, json);
                        if (instance.State is not InstanceState.Running) SignalLost?.Invoke(instanceId, name);
                        else if (instance.Entries.Count == 0) instance.Early.Add(signal);
                        else Take(instance, instance.Epoch, signal);
                    }
                });
        }
    }

    private void End(WorkflowInstance instance)
    {
        if (_options.KeepsHistories)
        {
            Histories.Add(instance.History);
        }

        var last = instance.Entries.Last(e => e.Kind is EntryKind.ContinueAsNew or EntryKind.Complete or EntryKind.Fail);
        if (last.Kind is EntryKind.ContinueAsNew)
        {
            ContinueAsNew(instance, last.Json!);
            return;
        }

        (instance.State, instance.Output) = (last.Kind is EntryKind.Complete ? InstanceState.Completed : InstanceState.Failed, last.Json);
        if (instance.Parent is { } call && _instances.TryGetValue(call.InstanceId, out var parent))
        {
            var kind = last.Kind is EntryKind.Complete ? EntryKind.ChildCompleted : EntryKind.ChildFailed;
            After(_options.SignalLatency(_dice), () => Take(parent, call.Epoch, new HistoryEntry(kind, call.Id, null, last.Json)));
        }
    }
}
