using ImageGen.Core.Base;
using ImageGen.Core.Generation;
using ImageGen.Core.KeyPools;
using ImageGen.Core.Queue;
using ImageGen.Core.Runs;
using ImageGen.Core.Storyboards;
using ImageGen.Core.Workflows.Contract;

namespace ImageGen.Core.Workflows.Styles;

/// <summary>The beats that a style workflow has in hand: a <see cref="BeatQueue"/> that is filled up window by window. Pure.</summary>
internal sealed class StyleQueue
{
    private readonly StyleLimits _limits;
    private readonly ulong _seed;
    private readonly Dictionary<BeatId, PlannedBeat> _planned = [];
    private BeatQueue _queue;
    private ImmutableArray<BeatId> _first = [];

    public StyleQueue(StyleInput input, StyleLimits limits)
    {
        _limits = limits;
        _seed = Chance.Seed(Chance.Seed(0, input.RunId), input.Style.Name());
        _queue = new BeatQueue([], RetryPolicy.Default, _seed, input.CallTakes, isClose: input.Revision >= WorkflowRevisions.Third);
    }

    /// <summary>How many beats there are to do beyond those in hand.</summary>
    public int Outside { get; private set; }

    /// <summary>What was asked of the run, as far as known.</summary>
    public StyleControl Control { get; private set; } = new(null, IsOver: false, [], [], Replan: false);

    public TimeSpan CallTakes => _queue.CallTakes;

    /// <summary>How many beats in hand are not ended.</summary>
    public int Live => _queue.Counts.Pending + _queue.Counts.InFlight;

    /// <summary>True when it is time to take more in hand.</summary>
    public bool IsLow => Outside > 0 && Live <= _limits.Window - _limits.Step && !Control.IsOver;

    /// <summary>How many more it can take in hand now.</summary>
    public int Room => Math.Min(_limits.Step, _limits.Window - Live);

    /// <summary>The beats in hand that are not ended.</summary>
    public ImmutableArray<BeatId> Known() =>
        [.. _planned.Keys.Where(b => _queue.StateOf(b) is QueuedState.Pending or QueuedState.InFlight)];

    /// <summary>True when there is nothing left to do in hand and none to come.</summary>
    public bool IsFinished(DateTimeOffset now) => (Outside == 0 || Control.IsOver) && _queue.Next(now) is QueueDecision.Finished;

    /// <summary>When the first of the beats that back off may be tried again, if nothing else can be started.</summary>
    public DateTimeOffset? BacksOffUntil(DateTimeOffset now) => (_queue.Next(now) as QueueDecision.Nothing)?.Until;

    public QueueRequest Ask(DateTimeOffset now) => _queue.Ask(now);

    public void Heard(KeyPoolReply reply) => _queue.Heard(reply);

    /// <summary>Takes the next beat; null: there is none to start now.</summary>
    public BeatId? Start(DateTimeOffset now)
    {
        if (_queue.Next(now) is not QueueDecision.Start next)
        {
            return null;
        }

        _queue.Started(next.Beat, now);
        return next.Beat;
    }

    /// <summary>Takes in what came of a beat.</summary>
    public void Settle(BeatOutcome outcome, DateTimeOffset now)
    {
        switch (outcome.Kind)
        {
            case BeatOutcomeKind.Done:
                _queue.Succeeded(outcome.Beat, outcome.Report is null ? null : now);
                if (outcome.HasMore)
                {
                    AddFurther(outcome.Beat);
                }

                break;
            case BeatOutcomeKind.Failed:
                _queue.GiveUp(outcome.Beat);
                break;
            case BeatOutcomeKind.Skipped:
                _queue.Skip(outcome.Beat);
                _queue.Held(outcome.Beat);
                break;
            case BeatOutcomeKind.Retry when outcome.Why is { } why:
                _queue.Failed(outcome.Beat, why, now);
                break;
            default:
                _queue.Held(outcome.Beat);
                break;
        }
    }

    /// <summary>True when the beat's image is there and it is in hand for a further candidate.</summary>
    public bool IsFurther(BeatId beat) => _planned.GetValueOrDefault(beat) is { Further: true };

    /// <summary>
    /// Takes the beat in hand again for its next candidate, behind all others; or leaves that to the next plan, while there are beats that
    /// are not in hand yet.
    /// </summary>
    private void AddFurther(BeatId beat)
    {
        if (Outside > 0 || Control.IsOver)
        {
            Outside++;
            return;
        }

        Rebuild([_planned[beat] with { After = null, Chain = 1, Priority = 0, Tries = default, Further = true }]);
        Apply(Control);
    }

    /// <summary>The beats in hand have failed without a call.</summary>
    public void GiveUpAll()
    {
        foreach (var beat in Known())
        {
            _queue.GiveUp(beat);
        }

        Outside = 0;
    }

    /// <summary>Takes in what was asked of the run.</summary>
    public void Apply(StyleControl control)
    {
        var wasOver = Control.IsOver;
        Control = control;
        if (wasOver && !control.IsOver)
        {
            Rebuild([]);
        }

        foreach (var beat in control.Skipped.Where(_planned.ContainsKey))
        {
            _queue.Skip(beat);
        }

        var first = control.First.Where(b => _planned.GetValueOrDefault(b) is { Further: false }).ToImmutableArray();
        if (!first.SequenceEqual(_first))
        {
            _first = first;
            _queue.First(first);
        }

        if (control.IsOver)
        {
            _queue.Cancel();
        }
        else if (control.Paused is not null)
        {
            _queue.Pause();
        }
        else
        {
            _queue.Resume();
        }
    }

    /// <summary>Takes more beats in hand.</summary>
    public void Fill(ChunkPlan plan)
    {
        Outside = plan.Outside;
        Rebuild(plan.Beats);
        Apply(plan.Control);
    }

    private void Rebuild(ImmutableArray<PlannedBeat> more)
    {
        var old = _queue.Snapshot();
        var live = old.Beats.Where(b => b.Item.State is QueuedState.Pending or QueuedState.InFlight).ToDictionary(b => b.Item.Id);
        foreach (var ended in _planned.Keys.Where(b => !live.ContainsKey(b)).ToList())
        {
            _planned.Remove(ended);
        }

        foreach (var beat in more)
        {
            _planned.TryAdd(beat.Beat, beat);
        }

        _queue = BeatQueue.Restore(old with
        {
            Paused = false,
            Cancelled = false,
            Beats = [.. _planned.Values.OrderBy(p => p.Further).ThenBy(p => p.Order).Select(
                p => StateOf(p, live.GetValueOrDefault(p.Beat)))],
        });
    }

    private QueuedBeatState StateOf(PlannedBeat planned, QueuedBeatState? old)
    {
        var waits = planned.After is { } before && _planned.GetValueOrDefault(before) is { Further: false };
        var item = old?.Item ?? new BeatItem(
            planned.Beat, planned.Shot, TransitionKind.Other, Tries: planned.Tries, Rank: planned.Priority > 0 ? planned.Priority : null);
        item = item with { Kind = waits ? TransitionKind.Continuous : TransitionKind.Other, ChainBeyond = planned.Chain - 1 };
        return old is null ? new QueuedBeatState(item) : old with { Item = item, Chain = null };
    }
}
